import { isStatement, type Statement } from './sql.js';

const RUNNABLE = /^\s*(?:select|insert|update|delete|merge|with|values)\b/i;
const checked = new Set<string>();
const CHECKED_KEPT = 2_000;

/**
 * Refuses statements that would take over what belongs to the database handle:
 * transactions, roles and settings. This catches mistakes in the service's own
 * code; values of a request never are part of a statement's text.
 *
 * @throws TypeError naming what is wrong and what to do.
 */
export function assertRunnable(statement: Statement): void {
  if (!isStatement(statement)) {
    throw new TypeError('Only statements made with sql`…` can be run.');
  }
  if (checked.has(statement.name)) {
    return;
  }
  if (!RUNNABLE.test(statement.text)) {
    throw new TypeError(
      'A statement must begin with SELECT, INSERT, UPDATE, DELETE, MERGE, WITH or VALUES: ' +
        'transactions, roles and settings belong to the database handle.',
    );
  }
  if (/set_config/i.test(statement.text)) {
    throw new TypeError(
      'A statement may not use set_config: the database handle sets tenant and organisation.',
    );
  }
  if (checked.size >= CHECKED_KEPT) {
    checked.clear();
  }
  checked.add(statement.name);
}
