import * as protobuf from 'protobufjs';

/** A .proto file that could not be read. */
export class ProtoSyntaxError extends Error {
  /** Line in the file, from 1; undefined where the parser gives none. */
  readonly line: number | undefined;

  constructor(message: string, line: number | undefined) {
    super(message);
    this.name = 'ProtoSyntaxError';
    this.line = line;
  }
}

/** A .proto file as protobufjs reads it, before any name in it is resolved. */
export interface ParsedProto {
  readonly package: string;
  readonly imports: readonly string[];
  /** Top-level declarations in the order of the file. */
  readonly declarations: readonly protobuf.ReflectionObject[];
}

/**
 * Reads the text of a .proto file.
 *
 * @throws ProtoSyntaxError with the line.
 */
export function parseProto(text: string): ParsedProto {
  // Only now may a `syntax` line be left out: the parser takes that for proto2.
  const root = new protobuf.Root();
  let parsed: protobuf.IParserResult;
  try {
    parsed = withoutStacks(() =>
      protobuf.parse(text, root, {
        keepCase: true,
        alternateCommentMode: true,
      }),
    );
  } catch (error) {
    throw syntaxErrorOf(error);
  }
  const scope = parsed.package ? root.lookup(parsed.package) : root;
  return {
    package: parsed.package ?? '',
    imports: parsed.imports ?? [],
    declarations: scope instanceof protobuf.Namespace ? scope.nestedArray : [],
  };
}

/**
 * The parser makes an error of every value that is no number, and drops it: their
 * stacks are a tenth of its work.
 */
function withoutStacks<T>(parse: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return parse();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The parser's own error, with its line apart. */
export function syntaxErrorOf(error: unknown): ProtoSyntaxError {
  const message = error instanceof Error ? error.message : String(error);
  const line = /\(line (\d+)\)/.exec(message)?.[1];
  return new ProtoSyntaxError(
    // The token may be as long as the file.
    message.replace(/ *\(line \d+\)/, '').slice(0, 200),
    line === undefined ? undefined : Number(line),
  );
}

/** Whether the first statement of a .proto file is `syntax = "proto3"`; only then do its other rules hold. */
export function beginsWithProto3(text: string): boolean {
  const tokens = protobuf.tokenize(text, true);
  const quote = ['"', "'"];
  return (
    tokens.next() === 'syntax' &&
    tokens.next() === '=' &&
    quote.includes(tokens.next() ?? '') &&
    tokens.next() === 'proto3'
  );
}
