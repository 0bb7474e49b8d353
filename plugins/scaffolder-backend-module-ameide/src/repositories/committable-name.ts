/** Characters that HFS+ leaves out when it compares names: `.g\u200cit` is `.git` there. */
const IGNORED_BY_HFS = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/**
 * Why a name of a file or folder may not stand in a commit, if it may not. A
 * clone must mean the same on every file system and give Git nothing to run:
 * no `.git` in any spelling that some file system takes for it, no submodules,
 * nothing that leaves its folder.
 */
export function uncommittableReason(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..' || /[/\\]/.test(name))
    return 'is not a plain name';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'has control characters';
  // Node reads bytes that are none as this character.
  if (name.includes('\ufffd')) return 'is not UTF-8';
  // NTFS drops trailing dots and spaces, and takes `:` for the name of a stream.
  const plain = name
    .replace(IGNORED_BY_HFS, '')
    .replace(/:.*$/s, '')
    .replace(/[. ]+$/, '')
    .toLowerCase();
  if (plain === '.git' || /^git~\d+$/.test(plain))
    return 'is taken for the folder of a repository';
  if (plain === '.gitmodules' || /^gitmod~\d+$/.test(plain))
    return 'would bring in the repositories of others';
  return undefined;
}
