import type { Engine } from '../engine/engine';
import { SqlError } from '../engine/sql-error';
import { parseStatements, type Statement } from '../sources/parse-sql';
import { SyntaxProblem } from '../sources/parse-sql';
import type { SqlFile } from '../sources/sql-file';
import type { History } from './history';
import type { Problem } from './problem';
import { quoteIdentifier } from './quote';

/** SQLSTATEs that are mended and tried again. */
const NEEDS_RIGHT = '42501';
const NEEDS_TRANSACTION = '25P01';
const NO_SUCH_OBJECT = '42704';
const NO_SUCH_DATABASE = '3D000';

const NOT_SUPPORTED = '0A000';

/** How often one statement is tried again, each time with one thing mended. */
const MAX_ATTEMPTS = 40;

/** What applies files to one engine. */
export interface Application {
  readonly engine: Engine;
  readonly history: History;
  readonly problems: Problem[];
  /** Statements that ran, in their order. */
  readonly statements: Statement[];
}

type Transactions = 'one a statement' | "the file's own";

function kindOf({ node }: Statement): string {
  return Object.keys(node)[0] ?? '';
}

/** BEGIN and COMMIT around all of a file change nothing; anything more is the file's own business. */
function transactionsOf(statements: readonly Statement[]): Transactions {
  for (const { node } of statements) {
    if (!('TransactionStmt' in node)) continue;
    const { kind } = node.TransactionStmt;
    if (
      kind !== 'TRANS_STMT_BEGIN' &&
      kind !== 'TRANS_STMT_START' &&
      kind !== 'TRANS_STMT_COMMIT'
    ) {
      return "the file's own";
    }
  }
  return 'one a statement';
}

/** `SET LOCAL` lasts to the end of the file, as in the transaction that runs it. */
function localSetting({ node }: Statement): string | undefined {
  if (!('VariableSetStmt' in node)) return undefined;
  const { is_local, name, kind } = node.VariableSetStmt;
  return is_local && (kind === 'VAR_SET_VALUE' || kind === 'VAR_SET_DEFAULT')
    ? name
    : undefined;
}

function changesSessionUser({ node }: Statement): boolean {
  return (
    'VariableSetStmt' in node &&
    node.VariableSetStmt.name === 'session_authorization'
  );
}

function discards({ node }: Statement): boolean {
  return 'DiscardStmt' in node;
}

/**
 * Runs files statement by statement as one role, and notes what each changed.
 *
 * @throws EngineFailure when a statement breaks the engine.
 * @returns whether every statement ran.
 */
export async function applyFiles(
  application: Application,
  files: readonly SqlFile[],
  role: string,
): Promise<boolean> {
  const { engine, problems } = application;
  await engine.run(`SET SESSION AUTHORIZATION ${quoteIdentifier(role)}`);
  let complete = true;
  for (const file of files) {
    let statements;
    try {
      statements = parseStatements(file);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      problems.push({
        kind: 'unreadable',
        message: error.message,
        at: error.place,
      });
      complete = false;
      continue;
    }
    if (!(await applyStatements(application, statements, role))) {
      complete = false;
    }
  }
  await engine.run('ROLLBACK');
  await engine.run('SET SESSION AUTHORIZATION postgres');
  await engine.run('DISCARD ALL');
  // That has reset the user of the session to nobody in particular.
  await engine.run('SET SESSION AUTHORIZATION postgres');
  return complete;
}

async function applyStatements(
  application: Application,
  statements: readonly Statement[],
  role: string,
): Promise<boolean> {
  const transactions = transactionsOf(statements);
  const locals = new Set<string>();
  for (const statement of statements) {
    const single = transactions === 'one a statement';
    if (single && kindOf(statement) === 'TransactionStmt') continue;
    if (changesSessionUser(statement)) {
      // Only an administrator may, and it ends as whom everything after it runs.
      application.problems.push({
        kind: 'changes-session-user',
        message: 'changes the user of the session',
        at: statement,
      });
      continue;
    }
    if (discards(statement)) continue;
    const local = single ? localSetting(statement) : undefined;
    if (local !== undefined) locals.add(local);
    const text =
      local === undefined
        ? statement.text
        : statement.text.replace(/^\s*SET\s+LOCAL\b/i, 'SET');
    if (!(await applyStatement(application, { ...statement, text }, role))) {
      await application.engine.run('ROLLBACK');
      return false;
    }
  }
  for (const name of locals) {
    await application.engine.run(
      `RESET ${name.split('.').map(quoteIdentifier).join('.')}`,
    );
  }
  if (transactions !== 'one a statement') {
    await application.engine.run('COMMIT');
  }
  return true;
}

/** Runs one statement, with what it lacks in this sandbox made for it. */
async function applyStatement(
  application: Application,
  statement: Statement,
  role: string,
): Promise<boolean> {
  const { engine, history, problems } = application;
  let elevated = false;
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await engine.run(statement.text);
        break;
      } catch (error) {
        if (!(error instanceof SqlError)) throw error;
        const mended =
          attempt < MAX_ATTEMPTS &&
          (await mend(application, { statement, error, role, elevated }).catch(
            notInTransaction,
          ));
        if (!mended) {
          problems.push({
            kind: 'refused',
            message: error.message,
            at: { file: statement.file, line: statement.line },
          });
          return false;
        }
        if (mended === 'left out') return true;
        if (mended === 'in a transaction') break;
        if (mended === 'as administrator') {
          elevated = true;
          problems.push({
            kind: 'needs-administrator',
            message: error.message,
            at: { file: statement.file, line: statement.line },
          });
        }
      }
    }
  } finally {
    if (elevated)
      await asAdministrator(
        engine,
        role,
        `ALTER ROLE ${quoteIdentifier(role)} NOSUPERUSER`,
      );
  }
  application.statements.push(statement);
  if (kindOf(statement) === 'CommentStmt') return true;
  const { sessionUser } = await history.note({
    file: statement.file,
    line: statement.line,
  });
  if (sessionUser !== role) {
    problems.push({
      kind: 'changes-session-user',
      message: 'changes the user of the session',
      at: { file: statement.file, line: statement.line },
    });
    await engine.run(`SET SESSION AUTHORIZATION ${quoteIdentifier(role)}`);
  }
  return true;
}

/** Nothing can be mended inside a transaction that has failed. */
function notInTransaction(error: unknown): false {
  if (error instanceof SqlError) return false;
  throw error;
}

type Mended =
  | false
  | 'left out'
  | 'again'
  | 'as administrator'
  | 'in a transaction';

/**
 * Makes what a statement lacks here but has where the service runs: roles that
 * the cluster's manifest creates, the database under its own name, a transaction.
 */
async function mend(
  application: Application,
  refusal: {
    readonly statement: Statement;
    readonly error: SqlError;
    readonly role: string;
    readonly elevated: boolean;
  },
): Promise<Mended> {
  const { engine } = application;
  const { statement, error, role, elevated } = refusal;
  switch (error.code) {
    case NEEDS_RIGHT: {
      if (elevated || role === 'postgres') return false;
      await asAdministrator(
        engine,
        role,
        `ALTER ROLE ${quoteIdentifier(role)} SUPERUSER`,
      );
      return 'as administrator';
    }
    case NOT_SUPPORTED: {
      const { node } = statement;
      if (!('CreateExtensionStmt' in node)) return false;
      const name = node.CreateExtensionStmt.extname ?? '';
      application.problems.push({
        kind: 'no-such-extension',
        message: name,
        at: { file: statement.file, line: statement.line },
      });
      if (name.endsWith('_fdw')) {
        // Enough for the servers that are made with it to be seen.
        const wrapper = quoteIdentifier(name);
        await asAdministrator(
          engine,
          role,
          `CREATE FOREIGN DATA WRAPPER ${wrapper}`,
        );
        await asAdministrator(
          engine,
          role,
          `GRANT USAGE ON FOREIGN DATA WRAPPER ${wrapper} TO ${quoteIdentifier(
            role,
          )}`,
        );
      }
      return 'left out';
    }
    case NEEDS_TRANSACTION: {
      await engine.run('BEGIN');
      await engine.run(statement.text);
      await engine.run('COMMIT');
      return 'in a transaction';
    }
    case NO_SUCH_OBJECT: {
      const missing = /^role "(.*)" does not exist$/.exec(error.message)?.[1];
      if (missing === undefined) return false;
      await asAdministrator(
        engine,
        role,
        `CREATE ROLE ${quoteIdentifier(missing)} LOGIN`,
      );
      return 'again';
    }
    case NO_SUCH_DATABASE: {
      const missing = /^database "(.*)" does not exist$/.exec(
        error.message,
      )?.[1];
      if (missing === undefined) return false;
      const literal = missing.replaceAll("'", "''");
      await asAdministrator(
        engine,
        role,
        `INSERT INTO pg_catalog.pg_database
          SELECT (r).* FROM (
            SELECT pg_catalog.jsonb_populate_record(d, pg_catalog.jsonb_build_object(
              'oid', (SELECT pg_catalog.max(oid::pg_catalog.int8) OPERATOR(pg_catalog.+) 70000 FROM pg_catalog.pg_database),
              'datname', '${literal}')) AS r
            FROM pg_catalog.pg_database AS d WHERE datname OPERATOR(pg_catalog.=) 'postgres') AS s`,
      );
      return 'again';
    }
    default:
      return false;
  }
}

/** Runs a statement as the administrator, and goes on as the role. */
async function asAdministrator(
  engine: Engine,
  role: string,
  statement: string,
): Promise<void> {
  const [state] = await engine.run(`SELECT pg_catalog.current_setting('role')`);
  await engine.run('SET SESSION AUTHORIZATION postgres');
  await engine.run(statement);
  await engine.run(`SET SESSION AUTHORIZATION ${quoteIdentifier(role)}`);
  const set = state?.[0] ?? 'none';
  if (set !== 'none') await engine.run(`SET ROLE ${quoteIdentifier(set)}`);
}
