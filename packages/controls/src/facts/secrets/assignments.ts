import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseAllDocuments,
  type Node,
  type Pair,
} from 'yaml';
import { secretName, type NameStrength } from './secret-names';
import { isCredential, type Setting } from './secret-values';
import type { Match } from './secrets';

/** A value that a text gives to a name, with the offset of the value. */
interface Assignment {
  readonly name: string;
  readonly value: string;
  readonly start: number;
}

// The value is in quotes, or is what follows up to white space or a separator.
const ASSIGNMENT =
  /(["']?)(--?)?([A-Za-z_][\w.-]{1,80})\1[^\S\n]{0,4}(?::=|=>|[:=])[^\S\n]{0,4}(?:"((?:[^"\\\n]|\\.){0,4000})"|'((?:[^'\\\n]|\\.){0,4000})'|([^\s"'`,;{}[\]()][^\s"'`,;{}[\]()]{0,200}))/g;
const SPACED =
  /(?:^|\s)(?:--?([A-Za-z][\w-]{1,40})|(?:ENV|ARG|machine \S{1,100} login \S{1,100}) +([A-Za-z_]\w{1,60}))[^\S\n]+["']?([^\s"'`,;{}[\]()-][^\s"'`,;{}[\]()]{2,400})/g;
const SQL_PASSWORD = /\bPASSWORD\s{1,20}E?'((?:[^'\n]|''){1,300})'/gi;
const LOGIN =
  /(?:\bcurl\b[^\n]{0,300}?\s(?:-u|--user)[ =]["']?|\bsshpass\s+-p\s*["']?|\bmysql\b[^\n]{0,200}?\s-p)([^\s"'`]{3,300})/g;

/** Values that lines give to names, as properties, environment files, scripts, JSON and YAML write them. */
function lexicalAssignments(text: string): Assignment[] {
  const found: Assignment[] = [];
  const assignment = new RegExp(ASSIGNMENT);
  for (
    let one = assignment.exec(text);
    one !== null;
    one = assignment.exec(text)
  ) {
    const value = one[4] ?? one[5] ?? one[6] ?? '';
    const quoted = one[6] === undefined ? 1 : 0;
    const start = one.index + one[0].length - value.length - quoted;
    found.push({ name: one[3] ?? '', value, start });
    // What is given to a name may give something to a name itself: `note: PASSWORD=…`.
    assignment.lastIndex = start;
  }
  for (const one of text.matchAll(SPACED)) {
    const value = one[3] ?? '';
    found.push({
      name: one[1] ?? one[2] ?? '',
      value,
      start: one.index + one[0].length - value.length,
    });
  }
  for (const one of text.matchAll(SQL_PASSWORD)) {
    found.push({
      name: 'password',
      value: one[1] ?? '',
      start: one.index + one[0].length - (one[1] ?? '').length - 1,
    });
  }
  for (const one of text.matchAll(LOGIN)) {
    const value = one[1] ?? '';
    found.push({
      name: 'password',
      value: value.replace(/^[^:]{0,100}:/, ''),
      start: one.index + one[0].length - value.length,
    });
  }
  return found;
}

/** Walks YAML and JSON: keys with their values, and the pairs of `name` and `value` that lists of variables are made of. */
function structuredAssignments(text: string): Assignment[] {
  const found: Assignment[] = [];
  const anchors = new Map<string, Node>();
  const pending: { readonly node: unknown; readonly name: string }[] =
    parseAllDocuments(text, { logLevel: 'silent', strict: false }).map(
      document => ({ node: document.contents, name: '' }),
    );
  while (pending.length > 0) {
    const { node, name } = pending.pop() ?? {};
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (isScalar(target) && node.range && name !== undefined) {
        found.push({ name, value: `${target.value}`, start: node.range[0] });
      }
      continue;
    }
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) {
      anchors.set(node.anchor, node);
    }
    if (isScalar(node) && node.range && name !== undefined) {
      found.push({ name, value: `${node.value}`, start: node.range[0] });
    } else if (isSeq(node)) {
      for (const item of [...node.items].reverse()) {
        pending.push({ node: item, name: name ?? '' });
      }
    } else if (isMap(node)) {
      const named = node.items.find(pair => keyOf(pair) === 'name')?.value;
      for (const pair of [...node.items].reverse()) {
        const key = keyOf(pair);
        pending.push({
          node: pair.value,
          name: key === 'value' && isScalar(named) ? `${named.value}` : key,
        });
      }
    }
  }
  return found;
}

function keyOf(pair: Pair): string {
  return isPair(pair) && isScalar(pair.key) ? `${pair.key.value}` : '';
}

/** Longest text that is parsed as YAML; a longer one is still read line by line. */
const LONGEST_STRUCTURE = 400_000;

/**
 * Credentials that a text other than code writes down under a name.
 *
 * @param structured - whether it is YAML or JSON.
 */
export function configuredCredentials(
  text: string,
  setting: Setting,
  structured: boolean,
): Match[] {
  const assignments = lexicalAssignments(text);
  if (structured && text.length <= LONGEST_STRUCTURE) {
    try {
      assignments.push(...structuredAssignments(text));
    } catch {
      // What does not parse, or nests too deep, has been read line by line.
    }
  }
  return assignments.flatMap(({ name, value, start }) => {
    const strength: NameStrength | undefined = secretName(name);
    if (strength === undefined || value.includes('\n')) return [];
    return isCredential(value.slice(0, 200), strength, setting)
      ? [
          {
            kind: 'configured-credential',
            rule: 'assignment',
            what: `a credential under the name ${name}`,
            name,
            start,
            end: start + value.length,
          },
        ]
      : [];
  });
}
