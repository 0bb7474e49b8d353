/**
 * How much a name promises that its value is a credential: `certain` even of a
 * plain word, `likely` only of a value that looks drawn.
 */
export type NameStrength = 'certain' | 'likely';

/** Words of `clientSecret`, `CLIENT_SECRET` and `client-secret` alike. */
function wordsOf(name: string): string[] {
  return name
    .slice(0, 100)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}

/** Says how, for whom or in which form; what comes before it decides. */
const QUALIFIERS = new Set([
  'value',
  'plain',
  'plaintext',
  'text',
  'raw',
  'string',
  'literal',
  'default',
  'fallback',
  'base64',
  'b64',
  'hex',
  'dev',
  'development',
  'staging',
  'prod',
  'production',
  'test',
  'local',
  'old',
  'new',
  'current',
  'previous',
  'primary',
  'secondary',
]);

const CERTAIN = new Set([
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'pwd',
  'pw',
  'pgpassword',
  'apikey',
  'clientsecret',
  'client secret',
  'app secret',
  'shared secret',
  'signing secret',
  'webhook secret',
  'cookie secret',
  'session secret',
  'jwt secret',
  'token secret',
  'auth secret',
  'hmac secret',
  'db pass',
  'database pass',
  'user pass',
  'admin pass',
  'smtp pass',
  'api key',
]);

const LIKELY = new Set([
  'secret',
  'secrets',
  'token',
  'credential',
  'credentials',
  'key',
  'pass',
  'pepper',
  'salt',
  'seed',
  'jwt',
  'bearer',
  'authorization',
  'auth',
  'dsn',
  'sas',
  'hmac',
  'otp',
  'pin',
  'connectionstring',
  'connection string',
  'accesskey',
  'secretkey',
  'privatekey',
  'authtoken',
  'accesstoken',
  'refreshtoken',
]);

/** What a key may be that is nobody's secret. */
const PUBLIC_KEYS = new Set([
  'public',
  'primary',
  'foreign',
  'partition',
  'sort',
  'cache',
  'idempotency',
  'index',
  'map',
  'unique',
  'i18n',
  'label',
  'config',
  'topology',
  'dedupe',
  'routing',
]);

/** What a token may be that opens nothing. */
const PUBLIC_TOKENS = new Set([
  'page',
  'continuation',
  'cursor',
  'syntax',
  'cancellation',
  'cancel',
  'abort',
  'operator',
  'design',
]);

/** Answers that were given, by name: source texts use the same names again and again. */
const known = new Map<string, NameStrength | undefined>();
const MOST_KNOWN = 20_000;

/** Whether any word of a text is a name that announces a credential. */
export function hasSecretName(text: string): boolean {
  for (const [word] of text.matchAll(/[A-Za-z_][\w.-]{1,80}/g)) {
    if (secretName(word) !== undefined) return true;
  }
  return false;
}

/** Whether a name announces a credential; undefined where it announces something else, as `secretName` or `passwordMinLength` do. */
export function secretName(name: string): NameStrength | undefined {
  if (known.has(name)) return known.get(name);
  if (known.size >= MOST_KNOWN) known.clear();
  const strength = strengthOf(name);
  known.set(name, strength);
  return strength;
}

function strengthOf(name: string): NameStrength | undefined {
  // A path is a name of a file, whatever it is called.
  if (name.includes('/')) return undefined;
  const words = wordsOf(name);
  while (
    words.length > 1 &&
    (QUALIFIERS.has(words[words.length - 1] ?? '') ||
      /^\d+$/.test(words[words.length - 1] ?? ''))
  ) {
    words.pop();
  }
  const last = words[words.length - 1];
  if (last === undefined) return undefined;
  const before = words[words.length - 2] ?? '';
  const pair = `${before} ${last}`;
  if (CERTAIN.has(last) || CERTAIN.has(pair)) return 'certain';
  if (last === 'key' && (before === '' || PUBLIC_KEYS.has(before))) {
    return undefined;
  }
  if (last === 'token' && PUBLIC_TOKENS.has(before)) return undefined;
  return LIKELY.has(last) || LIKELY.has(pair) ? 'likely' : undefined;
}
