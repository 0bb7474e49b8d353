import type { NameStrength } from './secret-names';

/** Where a value stands. In tests and documents a plain word is an example, not a credential. */
export type Setting = 'strict' | 'example';

const EXAMPLE_FOLDERS = new Set([
  'test',
  'tests',
  '__tests__',
  'e2e',
  'fixtures',
  '__fixtures__',
  'testdata',
  'examples',
  'docs',
  'doc',
]);

/** The setting of a file, by its path. */
export function settingOf(file: string): Setting {
  const parts = file.split('/');
  const base = parts.pop() ?? '';
  return parts.some(part => EXAMPLE_FOLDERS.has(part)) ||
    /\.(?:test|spec)\.[cm]?[jt]sx?$|\.(?:md|mdx|rst|adoc)$|\.(?:example|sample|template)$|^\.env\.(?:example|sample|template)$/i.test(
      base,
    )
    ? 'example'
    : 'strict';
}

/** Bits of information in a character of a text, by how often each occurs. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    bits -= share * Math.log2(share);
  }
  return bits;
}

/** Whether a text is what a person reads: words, a sentence, an identifier. */
function isWords(value: string): boolean {
  return /^[^\w]*[A-Za-z]+(?:[\s\-_.,:;!?()'/@&]+(?:[A-Za-z]+|\d{1,3}))*\d{0,4}[^\w]*$/.test(
    value,
  )
    ? !hasMixedCase(value)
    : false;
}

/** `kJhgTrW`: cases that change more often than camel case would. */
function hasMixedCase(value: string): boolean {
  const changes = value.match(/[a-z](?=[A-Z])/g)?.length ?? 0;
  return (
    value.length >= 12 &&
    changes >= 3 &&
    changes * 4 > value.length - 4 &&
    entropy(value) > 3
  );
}

/** Characters in their order: somebody has filled a place. */
const COUNTED = /0123456789|1234567890|abcdefghij|(.)\1{7,}/i;

/** Whether a text looks drawn at random rather than thought of. */
export function looksDrawn(value: string): boolean {
  if (value.length < 8 || value.length > 4096 || /\s/.test(value)) return false;
  if (isWords(value) || COUNTED.test(value)) return false;
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter(one =>
    one.test(value),
  ).length;
  if (/^[0-9a-f]{16,}$/i.test(value)) return entropy(value) > 2.5;
  if (value.length >= 16) return classes >= 2 && entropy(value) >= 3;
  return classes >= 3 && entropy(value) >= 2.5;
}

/** What says that a value comes from elsewhere: `${X}`, `{{ x }}`, `<token>`, `$(x)`, `%s`, `****`, a reference to a vault. */
const REFERENCE =
  /\$\{|\{\{|\$\(|<[^<>]{1,80}>|^%\w?[sdv]|^\$[A-Za-z_]\w*$|^\*{3,}$|^[xX.…_-]{3,}$|^(?:vault|secret|op|ref\+\w{1,20}|awssm|gcpsm|env|file|keyring):|^arn:|^projects\/|^ENC\[|^@@|^__\w{1,60}__$|^\[[\w ]{1,40}\]$/;

/** What is derived from a thing that anybody may know. */
const DIGEST = /^(?:sha(?:1|256|384|512)[-:]|md5:)/i;

const VERSION =
  /^[\^~><=v ]{0,3}\d{1,5}\.\d{1,5}(?:\.\d{1,5})?(?:-[\w.]{1,30})?$/;

const TYPE_OR_FLAG =
  /^(?:true|false|null|none|undefined|yes|no|on|off|string|number|boolean|optional|required|bearer|basic)$/i;

function isPath(value: string): boolean {
  return (
    /^(?:~|\.{1,2})?\/?[\w.@{}$-]+(?:\/[\w.@{}$*-]+)*\/?$/.test(value) &&
    (/^(?:~|\.{0,2})\//.test(value) || /\.[a-z]{1,5}$/i.test(value)) &&
    value.split('/').every(part => !looksDrawn(part))
  );
}

/** Whether a value that is given to a name can be nobody's credential. */
export function isHarmless(value: string): boolean {
  const trimmed = value.trim();
  return (
    trimmed.length < 3 ||
    REFERENCE.test(trimmed) ||
    DIGEST.test(trimmed) ||
    TYPE_OR_FLAG.test(trimmed) ||
    VERSION.test(trimmed) ||
    isPath(trimmed) ||
    /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
  );
}

const EXAMPLE_WORD =
  /example|sample|dummy|placeholder|change.?me|your|redacted|fake|not.a|invalid|todo|insert|replace/i;

/**
 * Whether a value with a name that announces a credential is one.
 *
 * @param strength - what the name promises.
 */
export function isCredential(
  value: string,
  strength: NameStrength,
  setting: Setting,
): boolean {
  const trimmed = value.trim();
  if (isHarmless(trimmed)) return false;
  if (setting === 'example' && EXAMPLE_WORD.test(trimmed)) return false;
  if (looksDrawn(trimmed)) return true;
  if (strength === 'likely' || setting === 'example') return false;
  // A sentence is a label or a message.
  return !/\s/.test(trimmed);
}
