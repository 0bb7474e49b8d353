/** Rows in a page when the caller leaves it open. */
const DEFAULT_PAGE_SIZE = 50;

/** Sorts before every id. */
export const BEFORE_FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** One page of rows, and whether another one follows. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly isLast: boolean;
}

/** Rows to give for a `page_size`; 0 means that the caller leaves it open. */
export function pageLimit(pageSize: number): number {
  return pageSize === 0 ? DEFAULT_PAGE_SIZE : pageSize;
}

/** Cuts a page out of `limit + 1` rows: the row too many only tells that there is more. */
export function toPage<Row>(rows: readonly Row[], limit: number): Page<Row> {
  return { rows: rows.slice(0, limit), isLast: rows.length <= limit };
}

/** Token of the page after this one; empty when this is the last. */
export function nextPageToken<Row>(page: Page<Row>, tokenOf: (row: Row) => string): string {
  const last = page.rows.at(-1);
  return page.isLast || last === undefined ? '' : tokenOf(last);
}
