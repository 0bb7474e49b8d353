import type { JsonObject } from '@backstage/types';

/** Servers refuse a request whose head is larger than 16 KB; this leaves room for the rest. */
const LONGEST = 12_000;

/**
 * An address that opens the form with this description filled in; none when it
 * would be longer than servers accept.
 *
 * @param page - the address of the form; what follows its path is replaced.
 */
export function formLink(
  page: string,
  formData: JsonObject,
): string | undefined {
  const url = new URL(page);
  url.hash = '';
  url.search = new URLSearchParams({
    formData: JSON.stringify(formData),
  }).toString();
  return url.href.length > LONGEST ? undefined : url.href;
}
