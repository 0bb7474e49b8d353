import { createPrivateKey } from 'node:crypto';
import type { Match } from './secrets';

const BEGIN =
  /-{3,5} ?BEGIN (?:[A-Z0-9 ]{0,30} )?PRIVATE KEY(?: BLOCK)? ?-{3,5}|\bPuTTY-User-Key-File-\d|"d"\s{0,4}:\s{0,4}"[\w-]{20,800}"/g;

/** Private keys in a text: PEM, PGP, PuTTY, and the private part of a JSON Web Key. */
export function privateKeys(text: string): Match[] {
  if (!/PRIVATE KEY|PuTTY-User|"kty"/.test(text)) return [];
  return [...text.matchAll(BEGIN)].flatMap(({ 0: value, index }) => {
    const isJwk = value.startsWith('"d"');
    // A JWK says its type near its private part.
    if (
      isJwk &&
      !text
        .slice(Math.max(0, index - 4000), index + value.length + 4000)
        .includes('"kty"')
    ) {
      return [];
    }
    // A header that nothing follows is prose or a pattern, not a key.
    if (
      !isJwk &&
      !/^(?:[\s"'`+,\\|]|\\n|\\r|[A-Z][\w-]{2,20}: [^\n]{0,100})*[A-Za-z0-9+/=]{16}/.test(
        text.slice(index + value.length, index + value.length + 600),
      )
    ) {
      return [];
    }
    return [
      {
        kind: 'private-key',
        rule: isJwk ? 'jwk' : 'pem',
        what: isJwk ? 'the private part of a JSON Web Key' : 'a private key',
        start: index,
        end: endOf(text, index + value.length),
      },
    ];
  });
}

/** Where a key ends whose header ends at an offset; the offset itself when its end is not near. */
function endOf(text: string, from: number): number {
  const end = text.slice(from, from + 20_000).search(/-{3,5} ?END /);
  return end < 0 ? from : from + end;
}

/** Whether bytes are a private key in DER, by OpenSSL's own parser. */
export function isDerPrivateKey(bytes: Buffer): boolean {
  // A sequence that begins with a version: anything else is not worth a parse.
  if (
    bytes.length < 40 ||
    bytes.length > 20_000 ||
    bytes[0] !== 0x30 ||
    !bytes.subarray(1, 8).includes(Buffer.from([0x02, 0x01]))
  ) {
    return false;
  }
  return (['pkcs8', 'pkcs1', 'sec1'] as const).some(type => {
    try {
      createPrivateKey({ key: bytes, format: 'der', type });
      return true;
    } catch {
      return false;
    }
  });
}
