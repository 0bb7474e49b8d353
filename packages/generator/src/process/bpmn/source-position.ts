/**
 * Knows the line of each token of an XML text, when it hears of all tokens in
 * their order. The parser could tell, but begins to count anew each time, which
 * for a large file would take minutes.
 */
export class SourcePosition {
  readonly #text: string;
  #offset = 0;
  #line = 1;
  #nextBreak: number;

  constructor(text: string) {
    this.#text = text;
    this.#nextBreak = this.#breakFrom(0);
  }

  /** Line in which the next tag begins, counted from 1; goes on to its end. */
  tag(): number {
    const begin = this.#next('<');
    let end = begin + 1;
    // A tag may have > in a value, between quotes of either kind.
    for (; end < this.#text.length; end += 1) {
      const character = this.#text[end];
      if (character === '>') break;
      if (character === '"' || character === "'") {
        const quote = this.#text.indexOf(character, end + 1);
        if (quote !== -1) end = quote;
      }
    }
    this.#offset = end + 1;
    return this.#lineOf(begin);
  }

  /** Line in which the next comment, section or instruction begins; goes on to its end. */
  upTo(terminator: '-->' | ']]>' | '?>'): number {
    const begin = this.#next('<');
    const end = this.#text.indexOf(terminator, begin);
    this.#offset = end === -1 ? this.#text.length : end + terminator.length;
    return this.#lineOf(begin);
  }

  /** Line that has been reached. */
  get line(): number {
    return this.#lineOf(this.#next('<'));
  }

  #next(character: string): number {
    const found = this.#text.indexOf(character, this.#offset);
    return found === -1 ? this.#text.length : found;
  }

  #lineOf(offset: number): number {
    while (this.#nextBreak < offset) {
      this.#line += 1;
      this.#nextBreak = this.#breakFrom(this.#nextBreak + 1);
    }
    return this.#line;
  }

  #breakFrom(offset: number): number {
    const found = this.#text.indexOf('\n', offset);
    return found === -1 ? Infinity : found;
  }
}
