import pg from 'pg';
import type { FieldDef } from 'pg';

type Parser = (text: string) => unknown;

const asText: Parser = text => text;
const asNumber: Parser = text => Number(text);
const asJson: Parser = text => JSON.parse(text) as unknown;

const TEXT_ARRAY: number = 1009;
const BYTEA: number = 17;
const TIMESTAMPTZ: number = 1184;

const parseTextArray = pg.types.getTypeParser(TEXT_ARRAY, 'text') as (
  text: string,
) => (string | null)[];

function arrayOf(parse: Parser): Parser {
  return text =>
    parseTextArray(text).map(element =>
      element === null ? null : parse(element),
    );
}

const parseAnyTimestamp = pg.types.getTypeParser(TIMESTAMPTZ, 'text') as (
  text: string,
) => unknown;

/** Almost every moment looks so, since connections show times in ISO form and UTC. `Date.UTC` reads the years 0 to 99 as of another century. */
const UTC_TIMESTAMP =
  /^(?!00)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;
/** Where the fraction of the second begins, and what stands behind it. */
const FRACTION_AT = 20;
const ZONE_LENGTH = 3;

/**
 * A moment, cut to milliseconds. Four times faster than the driver's own parser,
 * which is left what lies before Christ, after the year 9999, or at infinity: a
 * list of fifty rows holds a hundred and fifty moments.
 */
function parseTimestamp(text: string): unknown {
  if (!UTC_TIMESTAMP.test(text)) {
    return parseAnyTimestamp(text);
  }
  const fraction = Math.min(3, text.length - ZONE_LENGTH - FRACTION_AT);
  const milliseconds =
    fraction > 0
      ? digits(text, FRACTION_AT, fraction) * 10 ** (3 - fraction)
      : 0;
  return new Date(
    Date.UTC(
      digits(text, 0, 4),
      digits(text, 5, 2) - 1,
      digits(text, 8, 2),
      digits(text, 11, 2),
      digits(text, 14, 2),
      digits(text, 17, 2),
      milliseconds,
    ),
  );
}

function digits(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index += 1) {
    value = value * 10 + text.charCodeAt(index) - 48;
  }
  return value;
}

/**
 * How values of PostgreSQL's types arrive, by type identifier (pg_type.oid).
 * Exact types stay exact: numeric is a string, int8 a bigint, date a
 * 'YYYY-MM-DD' string. Types that are not listed arrive as text.
 */
const parsers: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [16, text => text === 't'],
  [BYTEA, pg.types.getTypeParser(BYTEA, 'text') as Parser],
  [20, text => BigInt(text)],
  [21, asNumber],
  [23, asNumber],
  [26, asNumber],
  [114, asJson],
  [700, asNumber],
  [701, asNumber],
  [TIMESTAMPTZ, parseTimestamp],
  [3802, asJson],
  [1000, arrayOf(text => text === 't')],
  [1005, arrayOf(asNumber)],
  [1007, arrayOf(asNumber)],
  [TEXT_ARRAY, arrayOf(asText)],
  [1015, arrayOf(asText)],
  [1016, arrayOf(text => BigInt(text))],
  [1182, arrayOf(asText)],
  [1231, arrayOf(asText)],
  [2951, arrayOf(asText)],
]);

/** One column of a result. */
export interface Column {
  readonly name: string;
  /** Reads a value that is not null from PostgreSQL's text format. */
  readonly parse: (text: string) => unknown;
}

/** How to read a column, from the server's description of it. */
export function columnOf({ name, dataTypeID }: FieldDef): Column {
  return { name, parse: parsers.get(dataTypeID) ?? asText };
}
