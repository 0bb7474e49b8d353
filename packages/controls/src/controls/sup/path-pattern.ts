/** One step of a pattern: a character, or what stands for several. */
type Step =
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'one' | 'name' | 'deep' | 'folders' };

/** `**` with a slash stands for any folders, alone for anything; `*` and `?` stay inside a name. */
function stepsOf(pattern: string): Step[] {
  const parts = pattern.match(/\*\*\/|\*\*|\*|\?|[^*?]/gsu) ?? [];
  return parts.map((part): Step => {
    switch (part) {
      case '**/':
        return { kind: 'folders' };
      case '**':
        return { kind: 'deep' };
      case '*':
        return { kind: 'name' };
      case '?':
        return { kind: 'one' };
      default:
        return { kind: 'character', character: part };
    }
  });
}

/**
 * Whether a pattern of .dockerignore or CODEOWNERS, without its leading slash,
 * matches the whole of a path. It takes time in proportion to both.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  // Which beginnings of the path the steps so far match.
  let reached: boolean[] = [true];
  for (const step of stepsOf(pattern.slice(0, 500))) {
    const next: boolean[] = [];
    let isOpen = false;
    for (let end = 0; end <= path.length; end++) {
      const before = path[end - 1];
      switch (step.kind) {
        case 'character':
          next[end] = reached[end - 1] === true && before === step.character;
          break;
        case 'one':
          next[end] = reached[end - 1] === true && before !== '/';
          break;
        case 'name':
          isOpen = reached[end] === true || (isOpen && before !== '/');
          next[end] = isOpen;
          break;
        case 'deep':
          isOpen = isOpen || reached[end] === true;
          next[end] = isOpen;
          break;
        default:
          next[end] = reached[end] === true || (isOpen && before === '/');
          isOpen = isOpen || reached[end] === true;
      }
    }
    reached = next;
  }
  return reached[path.length] === true;
}
