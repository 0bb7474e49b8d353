import { InputError } from '@backstage/errors';
import { checkRepositoryName } from './repository-name';

/** The pseudo-host that local repositories are read under. No such host exists. */
export const repositoryHost = 'git.ameide.local';

/** The one branch of a local repository. */
export const defaultBranch = 'main';

/** What an address below the pseudo-host points to. */
export interface RepositoryAddress {
  readonly name: string;
  /** Below the repository's root, `/`-separated, without a leading slash; empty for the root. */
  readonly path: string;
}

/** Whether an address is below the pseudo-host, well-formed or not. */
export function isRepositoryUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).host === repositoryHost;
}

/**
 * Reads `https://git.ameide.local/<name>[/(blob|tree)/main[/<path>]]`.
 *
 * @throws InputError for any other address, and for a path with `.`, `..` or
 *   empty segments, encoded or not.
 */
export function parseRepositoryUrl(url: string): RepositoryAddress {
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:' || parsed.host !== repositoryHost) {
    throw new InputError(
      `${url} is not an address of a local repository (https://${repositoryHost}/<name>).`,
    );
  }
  const [name = '', kind, branch, ...segments] = parsed.pathname
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .split('/')
    .map(decodeSegment);
  checkRepositoryName(name);
  if (kind === undefined) return { name, path: '' };
  if (kind !== 'blob' && kind !== 'tree') {
    throw new InputError(`${url}: expected /blob/ or /tree/ after the name.`);
  }
  if (branch !== defaultBranch) {
    throw new InputError(
      `${url}: a local repository has one branch, ${defaultBranch}.`,
    );
  }
  for (const segment of segments) {
    if (
      segment === '' ||
      segment === '.' ||
      segment === '..' ||
      segment.includes('/') ||
      segment.includes('\\') ||
      segment.includes('\0')
    ) {
      throw new InputError(`${url}: the path is not a plain one.`);
    }
  }
  return { name, path: segments.join('/') };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new InputError(`${segment} is not a well-formed part of an address.`);
  }
}

/** Address of a repository, for people and for `git clone` in documentation. */
export function repositoryUrl(name: string): string {
  return `https://${repositoryHost}/${checkRepositoryName(name)}`;
}

/** Address of a file or, with `kind` tree, of a folder in it. */
export function repositoryContentUrl(
  name: string,
  kind: 'blob' | 'tree',
  path: string,
): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return `${repositoryUrl(name)}/${kind}/${defaultBranch}/${encoded}`;
}
