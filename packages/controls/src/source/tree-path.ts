/** A path longer than this is not evaluated; few systems can even hold it. */
const LONGEST_PATH = 4096;

/**
 * Why a path cannot name a file of a tree, or undefined when it can: it must be
 * relative, with `/` between its parts, and readable without doubt, because
 * findings, reports and terminals repeat it.
 */
export function invalidPathReason(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (path.length > LONGEST_PATH) {
    return `is longer than ${LONGEST_PATH} characters`;
  }
  if (path.startsWith('/')) return 'is absolute';
  // Control characters, and what reverses or hides text around it.
  if (/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(path)) {
    return 'contains control characters';
  }
  if (/\p{Cs}|\ufffd/u.test(path)) return 'is not valid Unicode';
  if (path.includes('\\')) return 'contains a backslash';
  if (path.split('/').some(part => ['', '.', '..'].includes(part))) {
    return 'has a part that is empty, . or ..';
  }
  return undefined;
}

/** The path with everything that does not print written as an escape, for messages. */
export function printablePath(path: string): string {
  return path
    .slice(0, LONGEST_PATH)
    .replace(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu,
      character =>
        `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
    );
}

/** Orders paths by their code units, which does not depend on a locale. */
export function comparePaths(first: string, second: string): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
