import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  parseDocument,
  type Document,
} from 'yaml';
import type { PlacedEntry, PlacedText } from './supply/supply';

/** Any value of JSON or YAML with its line, as plain data: exactly one of text, members and items, or none of them for null. */
export interface PlacedValue {
  readonly line: number;
  readonly text?: string;
  readonly members?: ReadonlyMap<string, PlacedValue>;
  readonly items?: readonly PlacedValue[];
}

/** Deepest nesting that is looked into. */
const DEEPEST = 30;

/** A value of a YAML document, with its line. Aliases are followed one at a time, never expanded. */
export class YamlCursor {
  readonly #document: Document;
  readonly #lines: LineCounter;
  readonly #node: unknown;

  private constructor(document: Document, lines: LineCounter, node: unknown) {
    this.#document = document;
    this.#lines = lines;
    this.#node = isAlias(node) ? node.resolve(document) : node;
  }

  /** The documents of a text; those that are wrong are left out. */
  static parseAll(text: string): YamlCursor[] {
    const lines = new LineCounter();
    return parseAllDocuments(text, { lineCounter: lines, logLevel: 'silent' })
      .filter(({ errors }) => errors.length === 0)
      .map(document => new YamlCursor(document, lines, document.contents));
  }

  /** @throws Error with the first thing that is wrong, when it is not one document. */
  static parse(text: string): YamlCursor {
    const lines = new LineCounter();
    const document = parseDocument(text, {
      lineCounter: lines,
      logLevel: 'silent',
    });
    const [wrong] = document.errors;
    if (wrong !== undefined) throw new Error(wrong.message);
    return new YamlCursor(document, lines, document.contents);
  }

  #at(node: unknown): YamlCursor {
    return new YamlCursor(this.#document, this.#lines, node);
  }

  #lineOf(node: unknown): number {
    const range =
      isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)
        ? node.range
        : undefined;
    return range ? this.#lines.linePos(range[0]).line : 1;
  }

  /** Where the value begins; of a block of text, its first line. */
  get line(): number {
    const isBlock =
      isScalar(this.#node) &&
      (this.#node.type === 'BLOCK_LITERAL' ||
        this.#node.type === 'BLOCK_FOLDED');
    return this.#lineOf(this.#node) + (isBlock ? 1 : 0);
  }

  /** Text of a scalar; undefined for anything else. */
  get text(): string | undefined {
    return isScalar(this.#node) && this.#node.value !== null
      ? `${this.#node.value}`
      : undefined;
  }

  get placed(): PlacedText | undefined {
    const { text } = this;
    return text === undefined ? undefined : { text, line: this.line };
  }

  /** Members of a mapping with the line of their key. */
  get members(): readonly {
    readonly key: string;
    readonly line: number;
    readonly value: YamlCursor;
  }[] {
    return isMap(this.#node)
      ? this.#node.items.map(pair => ({
          key: isScalar(pair.key) ? `${pair.key.value}` : '',
          line: this.#lineOf(pair.key),
          value: this.#at(pair.value),
        }))
      : [];
  }

  /** Items of a list. */
  get items(): readonly YamlCursor[] {
    return isSeq(this.#node)
      ? this.#node.items.map(item => this.#at(item))
      : [];
  }

  /** The value as plain data; what nests deeper than anybody writes is left out. */
  toPlain(depth = 0): PlacedValue {
    const { line, text } = this;
    if (text !== undefined) return { line, text };
    if (depth >= DEEPEST) return { line };
    if (this.isMapping) {
      return {
        line,
        members: new Map(
          this.members.map(member => [
            member.key,
            { ...member.value.toPlain(depth + 1), line: member.line },
          ]),
        ),
      };
    }
    return { line, items: this.items.map(item => item.toPlain(depth + 1)) };
  }

  get isMapping(): boolean {
    return isMap(this.#node);
  }

  /** A member of a mapping; undefined where it is missing or null. */
  get(key: string): YamlCursor | undefined {
    const member = this.members.find(one => one.key === key)?.value;
    return member === undefined || isNothing(member) ? undefined : member;
  }

  /** A scalar or a list of them. */
  get texts(): readonly PlacedText[] {
    const { placed } = this;
    return placed === undefined
      ? this.items.flatMap(({ placed: one }) =>
          one === undefined ? [] : [one],
        )
      : [placed];
  }

  /** Members whose value is a scalar; a list gives one entry for each of its scalars. */
  get entries(): readonly PlacedEntry[] {
    return this.members.flatMap(({ key, line, value }) => {
      const texts = value.texts;
      return texts.length === 0
        ? [{ name: key, text: '', line }]
        : texts.map(({ text }) => ({ name: key, text, line }));
    });
  }
}

function isNothing(cursor: YamlCursor): boolean {
  return (
    cursor.text === undefined && !cursor.isMapping && cursor.items.length === 0
  );
}
