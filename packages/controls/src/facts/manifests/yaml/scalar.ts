const TRUE = new Set('y Y yes Yes YES true True TRUE on On ON'.split(' '));
const FALSE = new Set('n N no No NO false False FALSE off Off OFF'.split(' '));
const NULL = new Set(['', '~', 'null', 'Null', 'NULL']);

const INTEGER = /^[-+]?(?:0|[1-9][0-9_]*)$/;
const BASED = /^[-+]?0(?:[bB][01_]+|[xX][0-9a-fA-F_]+|[oO]?[0-7_]+)$/;
const FLOAT =
  /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/;

function integer(text: string): number {
  const negative = text.startsWith('-');
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '').toLowerCase();
  const based = /^0([box]?)(.+)$/.exec(digits);
  const radix = { b: 2, x: 16, o: 8, '': 8 }[based?.[1] ?? ''] ?? 10;
  const value =
    based === null || digits === '0'
      ? Number(digits)
      : Number.parseInt(based[2] ?? '', radix);
  return negative ? -value : value;
}

/**
 * What a plain (unquoted) scalar means to the tools that deploy manifests: they
 * read YAML 1.1, where `yes` and `on` are true and `0644` is octal, whatever
 * YAML 1.2 says.
 */
export function resolvePlainScalar(
  text: string,
): string | number | boolean | null {
  if (NULL.has(text)) return null;
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  if (text.length > 40) return text;
  if (BASED.test(text) || INTEGER.test(text)) return integer(text);
  if (FLOAT.test(text)) return Number(text.replaceAll('_', ''));
  return text;
}
