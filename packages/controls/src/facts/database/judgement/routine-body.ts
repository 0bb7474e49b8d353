import { parsePlPgSQLSync, parseSync, type Node } from 'libpg-query';
import { partsOf } from '../sources/walk';

/** The SQL inside a function. */
export interface RoutineBody {
  /** Syntax trees of its statements and expressions. */
  readonly trees: readonly unknown[];
  /** The expression that it stands for, when it is `RETURN expression` or `SELECT expression` and nothing else. */
  readonly expression?: Node;
  /** It builds SQL while it runs. */
  readonly dynamic: boolean;
  /** Nothing can be said about it. */
  readonly opaque: boolean;
}

const OPAQUE: RoutineBody = { trees: [], dynamic: false, opaque: true };

function parsed(text: string): unknown {
  return parseSync(text).stmts ?? [];
}

/** The value of a tree that is `SELECT value` and nothing else. */
function onlyValue(tree: unknown): Node | undefined {
  const statements = Array.isArray(tree) ? tree : [tree];
  if (statements.length !== 1) return undefined;
  for (const { kind, content } of partsOf(statements[0])) {
    if (kind !== 'SelectStmt') continue;
    const { targetList } = content;
    const simple =
      content.fromClause === undefined &&
      content.whereClause === undefined &&
      content.op === 'SETOP_NONE' &&
      Array.isArray(targetList) &&
      targetList.length === 1;
    if (!simple) return undefined;
    const [target]: Node[] = targetList;
    return target !== undefined && 'ResTarget' in target
      ? target.ResTarget.val
      : undefined;
  }
  return undefined;
}

function ofSql(
  source: string,
  definition: string,
  bound: boolean,
): RoutineBody {
  if (!bound) {
    const tree = parsed(source);
    const expression = onlyValue(tree);
    return {
      trees: [tree],
      ...(expression === undefined ? {} : { expression }),
      dynamic: false,
      opaque: false,
    };
  }
  for (const { kind, content } of partsOf(parsed(definition))) {
    if (kind !== 'CreateFunctionStmt') continue;
    const body = content.sql_body;
    for (const { kind: inner, content: returned } of partsOf(body)) {
      if (inner !== 'ReturnStmt') continue;
      const expression = asNode(returned.returnval);
      return {
        trees: [body],
        ...(expression === undefined ? {} : { expression }),
        dynamic: false,
        opaque: false,
      };
    }
    return { trees: [body], dynamic: false, opaque: false };
  }
  return OPAQUE;
}

function asNode(value: unknown): Node | undefined {
  // A node is an object with one key, the name of its kind.
  return isNode(value) ? value : undefined;
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 1
  );
}

/** Syntax tree of a piece of SQL in PL/pgSQL: an expression, an assignment or a statement. */
function ofPiece(query: string, mode: unknown): unknown {
  if (mode === 2) return parsed(`SELECT ${query}`);
  if (typeof mode === 'number' && mode > 2) {
    return parsed(`SELECT ${query.replace(/^[^=]*?:?=/, '')}`);
  }
  return parsed(query);
}

function ofPlPgSql(definition: string): RoutineBody {
  const tree: unknown = parsePlPgSQLSync(definition);
  const trees: unknown[] = [];
  let dynamic = false;
  let returned: Node | undefined;
  let steps = 0;
  for (const { kind, content } of partsOf(tree)) {
    if (kind === 'PLpgSQL_expr' && typeof content.query === 'string') {
      trees.push(ofPiece(content.query, content.parseMode));
    }
    if (
      kind.startsWith('PLpgSQL_stmt_dyn') ||
      kind === 'PLpgSQL_stmt_execsql_dynamic'
    ) {
      dynamic = true;
    }
    if (kind.startsWith('PLpgSQL_stmt_') && kind !== 'PLpgSQL_stmt_block') {
      steps += 1;
    }
    if (kind === 'PLpgSQL_stmt_return') {
      for (const part of partsOf(content.expr)) {
        if (
          part.kind === 'PLpgSQL_expr' &&
          typeof part.content.query === 'string'
        ) {
          returned = onlyValue(ofPiece(part.content.query, 2));
        }
      }
    }
  }
  return {
    trees,
    ...(steps === 1 && returned !== undefined ? { expression: returned } : {}),
    dynamic,
    opaque: false,
  };
}

/** Reads what a function does, in SQL and PL/pgSQL; other languages are opaque. */
export function routineBody(routine: {
  readonly language: string;
  readonly source: string;
  readonly definition: string;
  readonly bound: boolean;
}): RoutineBody {
  try {
    if (routine.language === 'sql') {
      return ofSql(routine.source, routine.definition, routine.bound);
    }
    if (routine.language === 'plpgsql') return ofPlPgSql(routine.definition);
    return OPAQUE;
  } catch {
    return OPAQUE;
  }
}
