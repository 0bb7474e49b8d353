/** The smallest description that is valid; a new copy each time. */
export function describedNotes(): Record<string, unknown> {
  return {
    service: 'notes',
    owner: 'group:default/platform',
    system: 'ameide',
    description: 'Keeps notes.',
    aggregates: [{ name: 'Note', fields: [{ name: 'title', type: 'string' }] }],
  };
}
