import { isHarmless, looksDrawn, type Setting } from './secret-values';
import type { Match } from './secrets';

const USER_INFO =
  /\b[a-z][a-z0-9+.-]{1,30}:\/\/([^\s/:@'"`<>\\]{0,100}):([^\s/@'"`<>\\]{1,300})@([^\s/'"`<>\\:?]{1,255})/gi;
const PARAMETER =
  /(?<!\.svg)[?&;](?:password|passwd|pwd|sslpassword|access_token|api_?key|client_secret|secret|token)=([^\s&;'"`<>\\]{4,500})/gi;
const KEYWORDS =
  /\bhost(?:addr)?=[^\s'"]{1,255}\s[^\n'"]{0,300}\bpassword=([^\s'"`<>\\]{3,300})|\bpassword=([^\s'"`<>\\;]{3,300})[\s;][^\n'"]{0,300}\bhost(?:addr)?=/gi;

const FORM = /^(?:pass|passwd|password|pwd|pw|secret)$/i;
const FORM_HOST = /^(?:host|hostname|server|example\.(?:com|org|net))$/i;

const OWN_HOST =
  /^(?:localhost|127\.0\.0\.1|\[::1\]|host|hostname|db|postgres|[\w.-]*\.?(?:example|invalid|test)(?:\.(?:com|org|net))?)$/i;

/** Passwords in addresses, in their user part or in a parameter, and in connection strings. */
export function passwordsInAddresses(text: string, setting: Setting): Match[] {
  if (!/:\/\/|password|pwd=/i.test(text)) return [];
  const match = (start: number, end: number): Match => ({
    kind: 'password-in-address',
    rule: 'address',
    what: 'an address with a password',
    start,
    end,
  });
  const harmless = (password: string) =>
    password.length < 2 || (password.length > 2 && isHarmless(password));
  return [
    ...[...text.matchAll(USER_INFO)].flatMap(found => {
      const [whole, , password = '', host = ''] = found;
      if (harmless(password)) return [];
      // `user:pass@host` says how an address looks.
      if (FORM.test(password) && FORM_HOST.test(host)) return [];
      // `user:password@localhost` in a test or a document is an example.
      if (
        setting === 'example' &&
        OWN_HOST.test(host) &&
        !looksDrawn(password)
      ) {
        return [];
      }
      return [match(found.index, found.index + whole.length)];
    }),
    ...[...text.matchAll(PARAMETER), ...text.matchAll(KEYWORDS)].flatMap(
      found => {
        const password = found[1] ?? found[2] ?? '';
        if (harmless(password)) return [];
        if (setting === 'example' && !looksDrawn(password)) return [];
        return [match(found.index, found.index + found[0].length)];
      },
    ),
  ];
}
