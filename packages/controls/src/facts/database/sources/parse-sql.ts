import { loadModule, parseSync, hasSqlDetails, type Node } from 'libpg-query';
import type { Place, SqlFile } from './sql-file';

/** One statement of a file, as written and as PostgreSQL reads it. */
export interface Statement extends Place {
  readonly text: string;
  readonly node: Node;
}

/** SQL that PostgreSQL's own parser does not take. */
export class SyntaxProblem extends Error {
  readonly place: Place;

  constructor(place: Place, message: string) {
    super(message);
    this.name = 'SyntaxProblem';
    this.place = place;
  }
}

let loaded: Promise<void> | undefined;

/** Makes PostgreSQL's parser ready; everything that parses awaits it once. */
export function loadParser(): Promise<void> {
  loaded ??= loadModule();
  return loaded;
}

/** Lines by byte, because the parser counts bytes. */
function lineCounter(bytes: Buffer): (offset: number) => number {
  let line = 1;
  let seen = 0;
  // Asked for in ascending order.
  return offset => {
    for (; seen < offset; seen += 1) if (bytes[seen] === 10) line += 1;
    return line;
  };
}

/**
 * Splits a file into its statements.
 *
 * @throws SyntaxProblem where it is no SQL.
 */
export function parseStatements(file: SqlFile): readonly Statement[] {
  if (file.text.trim() === '') return [];
  const bytes = Buffer.from(file.text, 'utf8');
  const lineOf = lineCounter(bytes);
  let parsed;
  try {
    parsed = parseSync(file.text);
  } catch (error) {
    const position =
      hasSqlDetails(error) && error.sqlDetails !== undefined
        ? error.sqlDetails.cursorPosition
        : 0;
    throw new SyntaxProblem(
      { file: file.path, line: lineOf(Math.min(position, bytes.length)) },
      error instanceof Error ? error.message : String(error),
    );
  }
  return (parsed.stmts ?? []).flatMap(({ stmt, stmt_location, stmt_len }) => {
    if (stmt === undefined) return [];
    const start = stmt_location ?? 0;
    const end = stmt_len === undefined ? bytes.length : start + stmt_len;
    return [
      {
        file: file.path,
        line: lineOf(start),
        text: bytes.subarray(start, end).toString('utf8'),
        node: stmt,
      },
    ];
  });
}

/** The expression of `text`, as PostgreSQL reads it; undefined when it is none. */
export function parseExpression(text: string): Node | undefined {
  try {
    const [only, ...rest] = parseSync(`SELECT ${text}`).stmts ?? [];
    const select = only?.stmt;
    if (rest.length > 0 || select === undefined || !('SelectStmt' in select)) {
      return undefined;
    }
    const { targetList = [], fromClause, whereClause } = select.SelectStmt;
    const [target, ...more] = targetList;
    if (more.length > 0 || fromClause !== undefined || whereClause) {
      return undefined;
    }
    return target !== undefined && 'ResTarget' in target
      ? target.ResTarget.val
      : undefined;
  } catch {
    return undefined;
  }
}
