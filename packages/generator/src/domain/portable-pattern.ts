/*
 * The protobuf rule is checked by RE2, the column by PostgreSQL and the tests by
 * JavaScript. Only what means the same in all three is let through, and at most
 * two parts may vary in length, so that no engine ever backtracks for long.
 */
const CLASS = String.raw`\[\^?(?:[A-Z]-[A-Z]|[a-z]-[a-z]|[0-9]-[0-9]|[A-Za-z0-9 _.,:/@#+])+-?\]`;
const ATOM = `(?:${CLASS}|[A-Za-z0-9 _,:/@#-])`;
const QUANTIFIER = String.raw`(?:\{\d{1,3}(?:,\d{1,3})?\}|\?)?`;
const PATTERN = new RegExp(`^\\^(?:${ATOM}${QUANTIFIER})+\\$$`);

/** Why a pattern cannot be used, if it cannot. */
export function patternProblem(pattern: string): string | undefined {
  if (!PATTERN.test(pattern)) {
    return 'is not a portable pattern; write ^, then characters or classes such as [A-Z] or [.], each with an optional {2} or {1,6} or ?, then $';
  }
  const quantifiers = [...pattern.matchAll(/\{(\d+)(?:,(\d+))?\}/g)];
  for (const [text, least, most = least] of quantifiers) {
    if (Number(least) > Number(most) || Number(most) > 255) {
      return `the repetition ${text} is not valid; the numbers must rise and stay under 256`;
    }
  }
  for (const [characters] of pattern.matchAll(/\[[^\]]*\]/g)) {
    for (const [range, from = '', to = ''] of characters.matchAll(
      /(\w)-(\w)/g,
    )) {
      if (from > to)
        return `the range ${range} runs backwards; write ${to}-${from}`;
    }
  }
  const varying = quantifiers.filter(
    ([, least, most]) => most !== undefined && most !== least,
  );
  const optional = pattern.match(/\?/g) ?? [];
  if (varying.length + optional.length > 2) {
    return 'has more than two parts of varying length; fix the length of some';
  }
  return undefined;
}
