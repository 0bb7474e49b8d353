/** Longest stretch of a line that is looked at as a whole. */
const LONGEST_LINE = 4000;
/** How much two stretches of a line share, so that nothing is cut in two. */
const OVERLAP = 600;
/** Bytes of a file that are looked through. */
export const LONGEST_FILE = 8_000_000;

/** A text to look through, cut so that no line is long, that knows where each position was. */
export interface ReadableText {
  readonly text: string;
  /** Where in this text a position of the original is. */
  fromOriginal(offset: number): number;
  /** Line and column, both from 1, in the file. */
  position(offset: number): { readonly line: number; readonly column: number };
}

/** The text of a file in UTF-8 or UTF-16, up to {@link LONGEST_FILE}. */
export function decodeText(content: Uint8Array): string {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) {
    return bytes.subarray(2, LONGEST_FILE).toString('utf16le');
  }
  if (first === 0xfe && second === 0xff) {
    const even = Buffer.from(
      bytes.subarray(
        2,
        Math.min(bytes.length - (bytes.length % 2), LONGEST_FILE),
      ),
    );
    return even.swap16().toString('utf16le');
  }
  return bytes.subarray(0, LONGEST_FILE).toString('utf8');
}

/** Runs of printable characters in bytes that are no text, a line each, as a person would look at them. */
export function printableRuns(content: Uint8Array): string {
  const text = Buffer.from(content.subarray(0, LONGEST_FILE)).toString(
    'latin1',
  );
  return (text.match(/[\x20-\x7e\n\r\t]{12,}/g) ?? []).join('\n');
}

/** Where a stretch of a line begins: in the cut text, in the original, and as line and column. */
interface Place {
  readonly offset: number;
  readonly original: number;
  readonly line: number;
  readonly column: number;
}

/** Cuts the long lines of a text. */
export function readableText(original: string): ReadableText {
  const lines: string[] = [];
  const places: Place[] = [];
  let offset = 0;
  let lineStart = 0;
  const add = (text: string, line: number, column: number) => {
    places.push({ offset, original: lineStart + column - 1, line, column });
    lines.push(text);
    offset += text.length + 1;
  };
  original.split('\n').forEach((line, index) => {
    for (
      let at = 0;
      at === 0 || at + OVERLAP < line.length;
      at += LONGEST_LINE - OVERLAP
    ) {
      add(line.slice(at, at + LONGEST_LINE), index + 1, at + 1);
      if (at + LONGEST_LINE >= line.length) break;
    }
    lineStart += line.length + 1;
  });
  /** The last place that does not lie behind a position. */
  const placeOf = (key: 'offset' | 'original', wanted: number): Place => {
    let low = 0;
    let high = places.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((places[middle]?.[key] ?? 0) <= wanted) low = middle;
      else high = middle - 1;
    }
    return places[low] ?? { offset: 0, original: 0, line: 1, column: 1 };
  };
  return {
    text: lines.join('\n'),
    fromOriginal: wanted => {
      const place = placeOf('original', wanted);
      return place.offset + wanted - place.original;
    },
    position: wanted => {
      const place = placeOf('offset', wanted);
      return { line: place.line, column: place.column + wanted - place.offset };
    },
  };
}
