/** The pseudo-host that local repositories are read under; no browser can open it. */
const repositoryHost = 'git.ameide.local';

/** Page of this application that shows local repositories. */
export const sourcePath = '/source';

/**
 * Turns the address of a local repository into the page that shows it.
 *
 * @param address - for example `https://git.ameide.local/orders/blob/main/README.md`.
 * @returns a path of this application, or undefined for any other address.
 */
export function sourcePageOf(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  if (url.host !== repositoryHost) return undefined;
  const [, name = '', kind, , ...segments] = url.pathname.split('/');
  const file = kind === 'blob' ? segments.join('/') : '';
  return [sourcePath, name, file].filter(Boolean).join('/');
}
