import { isDerPrivateKey } from './private-keys';
import type { Match } from './secrets';

/** A run that may be base64 or base64url; a line break inside is allowed where YAML or PEM folds it. */
const BASE64 =
  /[A-Za-z0-9+/_-]{24,}(?:\r?\n[ \t]{0,20}[A-Za-z0-9+/_-]{4,}){0,200}={0,2}/g;
const HEX =
  /(?:[0-9a-f]{2}){16,}|(?:\\x[0-9a-f]{2}){8,}|(?:%[0-9a-f]{2}){8,}/gi;

/** How often what was encoded may be encoded again. */
const DEEPEST = 3;
/** Longest run that is decoded. */
const LONGEST = 65_536;

/** A text that was encoded, with where it stands. */
interface Decoded {
  readonly text: string;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

function decodedRuns(text: string): Decoded[] {
  const found: Decoded[] = [];
  const add = (bytes: Buffer, start: number, length: number) => {
    found.push({
      bytes,
      text: bytes.toString('utf8'),
      start,
      end: start + length,
    });
  };
  for (const { 0: run, index } of text.matchAll(BASE64)) {
    if (run.length > LONGEST) continue;
    add(Buffer.from(run.replace(/\s/g, ''), 'base64'), index, run.length);
  }
  for (const { 0: run, index } of text.matchAll(HEX)) {
    if (run.length > LONGEST) continue;
    add(Buffer.from(run.replace(/\\x|%/gi, ''), 'hex'), index, run.length);
  }
  return found;
}

/** Whether bytes are text, and not what random bytes happen to look like. */
function isText({ text, bytes }: Decoded): boolean {
  return (
    bytes.length >= 8 && !/\uFFFD|(?![\t\n\r])\p{Cc}/u.test(text.slice(0, 2000))
  );
}

/**
 * Secrets that are encoded, however often: what `look` finds in what was decoded.
 *
 * @param look - finds secrets in plain text.
 */
export function encodedSecrets(
  text: string,
  look: (decoded: string) => readonly Match[],
  depth = 1,
): Match[] {
  return decodedRuns(text).flatMap(run => {
    const { start, end } = run;
    const match = (what: string): Match[] => [
      { kind: 'encoded', rule: 'encoded', what, start, end },
    ];
    if (isDerPrivateKey(run.bytes)) {
      return [
        {
          kind: 'private-key',
          rule: 'der',
          what: 'a private key without its header',
          start,
          end,
        },
      ];
    }
    if (!isText(run)) return [];
    const [inside] = look(run.text);
    if (inside !== undefined) return match(`${inside.what}, encoded`);
    if (depth < DEEPEST) {
      const [deeper] = encodedSecrets(run.text, look, depth + 1);
      if (deeper !== undefined) return match(deeper.what);
    }
    return [];
  });
}
