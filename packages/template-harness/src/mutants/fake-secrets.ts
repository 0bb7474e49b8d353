import { createHash } from 'node:crypto';

/*
 * Mutants need what looks like a secret. It is made here at run time, so that no
 * such text stands in this repository.
 */

/** Characters that look drawn, and are the same every time. */
export function drawn(length: number, name: string): string {
  let text = '';
  for (let round = 0; text.length < length; round++) {
    text += createHash('sha256')
      .update(`${name} ${round}`)
      .digest('base64')
      .replace(/[^A-Za-z0-9]/g, '');
  }
  return text.slice(0, length);
}

/** A key in PEM: the header that everybody knows, and nothing inside that is one. */
export function pemKey(name: string): string {
  const lines = [1, 2, 3].map(line => drawn(64, `${name} ${line}`));
  const label = ['PRIVATE', 'KEY'].join(' ');
  return `-----BEGIN ${label}-----\n${lines.join(
    '\n',
  )}\n-----END ${label}-----\n`;
}

/** A token as GitHub issues them. */
export function gitHubToken(name: string): string {
  return `ghp_${drawn(36, name)}`;
}

/** A signed token, with a signature that is none. */
export function signedToken(name: string): string {
  const part = (value: unknown) =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  return [
    part({ alg: 'RS256', typ: 'at+jwt' }),
    part({ sub: 'service-account-orders', roles: ['service'] }),
    drawn(86, name),
  ].join('.');
}
