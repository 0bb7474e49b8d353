/** One organisation of one tenant. */
export interface Place {
  readonly tenantId: string;
  readonly organizationId: string;
}

/** For messages: `tenant-a/org-1`. */
export function nameOf(place: Place): string {
  return `${place.tenantId}/${place.organizationId}`;
}
