import pg from 'pg';

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
  [TIMESTAMPTZ, pg.types.getTypeParser(TIMESTAMPTZ, 'text') as Parser],
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

/** Parser for the text format of a type. */
export function parserOf(typeId: number): Parser {
  return parsers.get(typeId) ?? asText;
}
