import type { Finding } from '../../control/control';
import type { SecretKind, Secrets } from '../../facts/secrets/secrets';

/** One finding for each secret of a kind; none tells the secret. */
export function secretFindings(secrets: Secrets, kind: SecretKind): Finding[] {
  return secrets.found
    .filter(found => found.kind === kind)
    .map(({ rule, what, file, position, name, ordinal }) => ({
      message: `Here is ${what}.`,
      file,
      ...(position === undefined ? {} : { line: position.line }),
      subject: [rule, name ?? '', ordinal].join(' '),
    }));
}
