import { SQL_KEYWORDS } from './sql-keywords';

/*
 * How a value is written in each kind of file. Whatever the value is, the result
 * is one literal, identifier or comment of that language and nothing else.
 */

/** JSON without the characters that JavaScript and HTML treat differently. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (text === undefined) throw new Error('json: there is no value');
  return text.replace(/[\u007f-\u009f\u2028\u2029\ufeff<]/g, escapeUnicode);
}

function escapeUnicode(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const PLAIN_YAML = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
// The last are numbers without digits before the exponent to some readers of YAML 1.1.
const YAML_WORDS = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf|e[0-9_]+)$/i;

/** A YAML flow value: plain where nobody could misread it, else in double quotes as JSON. */
export function yaml(value: unknown): string {
  if (
    typeof value === 'string' &&
    PLAIN_YAML.test(value) &&
    !YAML_WORDS.test(value)
  )
    return value;
  return json(value);
}

/** A TypeScript literal. */
export function ts(value: unknown): string {
  if (typeof value === 'string') {
    const inner = json(value)
      .slice(1, -1)
      .replaceAll('\\"', '"')
      .replaceAll("'", "\\'");
    return `'${inner}'`;
  }
  if (Array.isArray(value)) return `[${value.map(ts).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, part]) => `${ts(key)}: ${ts(part)}`,
    );
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return json(value);
}

/** An SQL identifier, quoted where it must be. */
export function sqlIdentifier(value: unknown): string {
  const name = String(value);
  if (name === '' || name.includes('\0') || Buffer.byteLength(name) > 63) {
    throw new Error(
      `sqlIdentifier: ${json(name)} cannot name anything in PostgreSQL`,
    );
  }
  if (/^[a-z_][a-z0-9_]*$/.test(name) && !SQL_KEYWORDS.has(name)) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

/** An SQL literal: numbers and booleans bare, everything else as a string constant. */
export function sqlLiteral(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string')
    throw new Error('sqlLiteral: needs a string, a number, a boolean or null');
  if (value.includes('\0'))
    throw new Error('sqlLiteral: PostgreSQL cannot store the character U+0000');
  return `'${value.replaceAll("'", "''")}'`;
}

/** A string literal of a .proto file. */
export function proto(value: unknown): string {
  const escaped = String(value)
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(escaped))
    throw new Error('proto: the text has control characters');
  return `"${escaped}"`;
}

/** How {@link comment} lays its lines out. */
export interface CommentLayout {
  /** Begins every line, for example `// `. */
  readonly prefix: string;
  /** Spaces before every line but the first, which stands where the tag stands. */
  readonly indent: number;
  /** Columns that a line should stay within. */
  readonly width: number;
}

// What buf and protoc-gen-es, JSDoc and TypeScript take for an instruction.
const TAG = /(?<![\w.+-])@|(?<=\bbuf):(?=lint:)/g;

/**
 * A text as comment lines, wrapped; it can end no comment, of lines or in blocks,
 * and tells no tool anything: tags are escaped as in TSDoc, `\@deprecated`.
 */
export function comment(
  value: unknown,
  { prefix, indent, width }: CommentLayout,
): string {
  const lines = String(value)
    .replaceAll('*/', '* /')
    .replaceAll('/*', '/ *')
    .replace(TAG, '\\$&')
    .split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/)
    .flatMap(line =>
      wrap(
        line.trim().replace(/\s+/g, ' '),
        Math.max(20, width - indent - prefix.length),
      ),
    );
  return lines
    .map(line => `${prefix}${line}`.trimEnd())
    .join(`\n${' '.repeat(indent)}`);
}

function wrap(line: string, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ')) {
    if (current !== '' && current.length + 1 + word.length > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

/**
 * A text inside a Markdown paragraph, heading or table cell: one line, no markup
 * of its own, and no link, not even where GitHub would make one of an address.
 */
export function markdown(value: unknown): string {
  return String(value)
    .replace(/\s+/g, ' ')
    .trim()
    .replaceAll('&', '&amp;')
    .replace(/[\\`*_[\]{}>|~$^@]/g, '\\$&')
    .replace(/:(?=\/\/)|(?<=www)\./gi, '\\$&')
    .replaceAll('<', '&lt;')
    .replace(/^[#+=:-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}
