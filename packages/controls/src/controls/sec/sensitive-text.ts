import {
  parseYaml,
  UnreadableYaml,
} from '../../facts/manifests/yaml/parse-yaml';
import {
  textsWithin,
  type Node,
  type ScalarNode,
} from '../../facts/manifests/yaml/node';

/** Words that say, at the end of a name, that what follows is a secret. */
const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'secret',
  'token',
  'credential',
  'credentials',
  'apikey',
]);
/** Words that make a key a secret one when they stand before `key`. */
const SECRET_KEYS = new Set([
  'api',
  'access',
  'account',
  'auth',
  'batch',
  'encryption',
  'hmac',
  'master',
  'private',
  'secret',
  'shared',
  'signing',
  'ssh',
  'storage',
]);

/** `clientSecret`, `CLIENT_SECRET`, `client-secret` as words. */
function wordsOf(name: string): readonly string[] {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}

/** Whether a name says that its value is a secret itself, and not where one is to be found. */
export function namesSecret(name: string): boolean {
  const words = wordsOf(name);
  const last = words[words.length - 1] ?? '';
  const before = words[words.length - 2] ?? '';
  if (SECRET_WORDS.has(last)) return true;
  if (last === 'key') return SECRET_KEYS.has(before);
  return (
    (last === 'content' || last === 'value') &&
    (before === 'key' || SECRET_WORDS.has(before))
  );
}

/** Whether a value is one, and no path, reference, switch or placeholder. */
function isLiteral(value: string): boolean {
  const text = value.trim();
  return !(
    text === '' ||
    text.startsWith('/') ||
    /^(?:true|false|null|none|disabled|required|optional)$/i.test(text) ||
    /^\$\(?\{?[\w.]+\}?\)?$/.test(text) ||
    /\{\{[^{}]*\}\}/.test(text)
  );
}

const SHAPES: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/, 'a private key'],
  [
    /\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@'"{}$]{1,200}:[^\s/@'"{}$]{1,200}@/i,
    'an address with a password',
  ],
  [/\beyJ[\w-]{10,4000}\.eyJ[\w-]{10,8000}\.[\w-]{10,2000}/, 'a signed token'],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, 'an access key of a cloud'],
  [
    /\b(?:gh[pousr]_\w{30,255}|github_pat_\w{30,255}|glpat-[\w-]{20,100})\b/,
    'a token of a Git host',
  ],
  [/\bxox[abprs]-[\w-]{10,200}/, 'a token of a chat'],
  [/\bhv[sb]\.[\w-]{20,200}/, 'a token of Vault'],
  [/\bpassword\s+'[^']{1,200}'/i, 'a password in SQL'],
];

/** What secret a text has the shape of, in words; undefined for none. */
export function shapeOfSecret(text: string): string | undefined {
  return SHAPES.find(([shape]) => shape.test(text))?.[1];
}

/** A secret that stands somewhere as plain text. Never holds its value. */
export interface LiteralSecret {
  /** What it is and where, as `the value of password`. */
  readonly words: string;
  readonly node: ScalarNode;
  /** Lines after the node's own, in a text of several. */
  readonly lines: number;
}

/** A value under a name: a secret by its name or by its shape. */
export function literalUnder(
  name: string,
  value: string,
  node: ScalarNode,
): LiteralSecret | undefined {
  const shape = shapeOfSecret(value);
  if (shape !== undefined) {
    return { words: `${shape} in ${name}`, node, lines: 0 };
  }
  return namesSecret(name) && isLiteral(value)
    ? { words: `the value of ${name}`, node, lines: 0 }
    : undefined;
}

const ASSIGNMENT =
  /^\s{0,40}(?:export\s+)?([\w.-]{1,100})\s{0,10}[=:]\s{0,10}(\S.{0,500})$/;

function structured(text: string): readonly Node[] {
  if (text.length > 500_000 || !/[{:]/.test(text)) return [];
  try {
    return parseYaml(text, '').filter(node => node.type === 'map');
  } catch (error) {
    if (error instanceof UnreadableYaml) return [];
    throw error;
  }
}

/** Secrets in the text of a configuration file: JSON, YAML, or lines of `name=value`. */
export function literalsInText(
  text: string,
  node: ScalarNode,
): readonly LiteralSecret[] {
  const offset = node.block === true ? 1 : 0;
  const documents = structured(text);
  if (documents.length > 0) {
    return documents.flatMap(document =>
      [...textsWithin(document)].flatMap(
        ({ path, text: value, node: inner }) => {
          const name = path.filter(key => !/^\d+$/.test(key)).pop() ?? '';
          const found = literalUnder(name, value, node);
          return found === undefined
            ? []
            : [
                {
                  ...found,
                  lines: offset === 0 ? 0 : inner.place.line - 1 + offset,
                },
              ];
        },
      ),
    );
  }
  return text.split('\n').flatMap((line, index) => {
    const [, name = '', value = ''] = ASSIGNMENT.exec(line) ?? [];
    const found = literalUnder(name, name === '' ? line : value, node);
    return found === undefined
      ? []
      : [{ ...found, lines: offset === 0 ? 0 : index + offset }];
  });
}
