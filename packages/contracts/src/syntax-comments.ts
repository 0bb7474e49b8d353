/** The comments above the `syntax` line, in the form that descriptors keep them. */
export interface SyntaxComments {
  /** The block directly above. */
  readonly leading: string | undefined;
  /** The blocks before it, each followed by an empty line. */
  readonly detached: readonly string[];
}

/**
 * Reads the line comments that a contract begins with; the parser passes over
 * them, but protoc-gen-es repeats them at the top of the module.
 */
export function syntaxComments(text: string): SyntaxComments {
  const blocks: string[][] = [[]];
  for (const line of text.split('\n')) {
    const comment = /^\s*\/\/(.*)$/.exec(line)?.[1];
    if (comment !== undefined) blocks.at(-1)?.push(`${comment}\n`);
    else if (line.trim() === '') blocks.push([]);
    else break;
  }
  const leading = blocks.pop()?.join('');
  return {
    leading: leading === '' ? undefined : leading,
    detached: blocks
      .filter(block => block.length > 0)
      .map(block => block.join('')),
  };
}
