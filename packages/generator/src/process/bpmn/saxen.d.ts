/** What we use of saxen, which comes without types. */
declare module 'saxen' {
  /** Gives the attributes of the element; `false` when they could not be read. */
  export type GetAttributes = () => Record<string, string> | false;
  export type Decode = (text: string) => string;

  export class Parser {
    /** Normalizes the prefixes of these namespaces to the names given here. */
    ns(prefixes: Record<string, string>): this;
    on(
      event: 'openTag',
      handle: (name: string, attributes: GetAttributes, decode: Decode) => void,
    ): this;
    on(
      event: 'closeTag',
      handle: (name: string, decode: Decode, selfClosing: boolean) => void,
    ): this;
    on(event: 'text', handle: (text: string, decode: Decode) => void): this;
    on(
      event: 'cdata' | 'comment' | 'question' | 'attention',
      handle: (text: string) => void,
    ): this;
    on(event: 'error' | 'warn', handle: (error: Error) => void): this;
    parse(xml: string): void;
  }
}
