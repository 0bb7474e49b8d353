const STRINGS_AND_COMMENTS =
  /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;

/** Writes another text into every comment of a .proto file that has one. */
export function replaceProtoComments(
  proto: string,
  harmless: () => string,
): string {
  return proto.replace(STRINGS_AND_COMMENTS, found => {
    if (!found.startsWith('/') || /^[/*\s]*$/.test(found)) return found;
    if (found.startsWith('//'))
      return `${/^\/*\s*/.exec(found)?.[0] ?? '// '}${harmless()}`;
    const lines = found.slice(2, -2).split('\n');
    const replaced = lines.map(line =>
      /^[*\s]*$/.test(line)
        ? line
        : `${/^\s*\*?\s?/.exec(line)?.[0] ?? ''}${harmless()} `,
    );
    return `/*${replaced.join('\n')}*/`;
  });
}
