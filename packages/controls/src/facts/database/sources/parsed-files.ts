import type { Node } from 'libpg-query';
import { nameIn, partsOf } from './walk';
import { parseStatements, SyntaxProblem, type Statement } from './parse-sql';
import type { Place, SqlFile } from './sql-file';

/** Statements of several files; what does not parse is left to whoever applies it. */
export function statementsOf(files: readonly SqlFile[]): readonly Statement[] {
  return files.flatMap(file => {
    try {
      return parseStatements(file);
    } catch (error) {
      if (error instanceof SyntaxProblem) return [];
      throw error;
    }
  });
}

/** Names of the extensions that statements make. */
export function extensionsIn(
  statements: readonly Statement[],
): ReadonlySet<string> {
  return new Set(
    statements.flatMap(({ node }) =>
      'CreateExtensionStmt' in node &&
      node.CreateExtensionStmt.extname !== undefined
        ? [node.CreateExtensionStmt.extname]
        : [],
    ),
  );
}

/** Whom a statement makes or changes, and how; nothing for other statements. */
function roleStatement(node: Node): {
  readonly role?: string | undefined;
  readonly options?: readonly Node[] | undefined;
} {
  if ('CreateRoleStmt' in node) return node.CreateRoleStmt;
  if (!('AlterRoleStmt' in node)) return {};
  const { role, options } = node.AlterRoleStmt;
  return { role: role?.rolename, options };
}

/** A password in a statement: for whom, and where. Its value goes nowhere. */
export function passwordsIn(
  statements: readonly Statement[],
): readonly (Place & { readonly role: string })[] {
  return statements.flatMap(({ file, line, node }) => {
    const { role, options } = roleStatement(node);
    const given = (options ?? []).some(
      option =>
        'DefElem' in option &&
        option.DefElem.defname === 'password' &&
        // PASSWORD NULL takes one away.
        option.DefElem.arg !== undefined,
    );
    return given ? [{ file, line, role: role ?? 'a role' }] : [];
  });
}

/** Names of relations that a part of a statement reads, `schema.name` or `name`. */
export function relationsRead(tree: unknown): readonly string[] {
  const names: string[] = [];
  for (const { kind, content } of partsOf(tree)) {
    if (kind !== 'RangeVar' && kind !== 'relation') continue;
    if (typeof content.relname !== 'string') continue;
    names.push(
      typeof content.schemaname === 'string'
        ? `${content.schemaname}.${content.relname}`
        : content.relname,
    );
  }
  return names;
}

/** A statement that fills one relation from others. */
export interface Copy extends Place {
  readonly target: string;
  readonly from: readonly string[];
}

/** Statements that copy rows: `CREATE TABLE … AS`, `SELECT INTO`, `INSERT … SELECT`. */
export function copiesIn(statements: readonly Statement[]): readonly Copy[] {
  return statements.flatMap(({ file, line, node }) => {
    const named = (target: unknown, tree: unknown): readonly Copy[] => {
      const [name] = relationsRead({ relation: target });
      return name === undefined
        ? []
        : [{ file, line, target: name, from: relationsRead(tree) }];
    };
    if ('CreateTableAsStmt' in node) {
      const { into, query, objtype } = node.CreateTableAsStmt;
      return objtype === 'OBJECT_MATVIEW' ? [] : named(into?.rel, query);
    }
    if ('SelectStmt' in node && node.SelectStmt.intoClause !== undefined) {
      return named(node.SelectStmt.intoClause.rel, node.SelectStmt.fromClause);
    }
    if ('InsertStmt' in node) {
      return named(node.InsertStmt.relation, node.InsertStmt.selectStmt);
    }
    return [];
  });
}

const FILE_FUNCTIONS =
  /^(?:pg_read_(?:binary_)?file|pg_ls_\w+|pg_stat_file|lo_import|lo_export|dblink\w*|pg_file_\w+|query_to_xml\w*|database_to_xml\w*)$/;

/**
 * Uses of files, programs and other databases, inside of functions and DO blocks
 * too as far as their text is SQL.
 */
export function reachingOutIn(
  statements: readonly Statement[],
): readonly (Place & { readonly what: string })[] {
  return statements.flatMap(({ file, line, node }) => {
    const found = new Set<string>();
    for (const { kind, content } of partsOf(node)) {
      if (
        kind === 'CopyStmt' &&
        (content.is_program === true || typeof content.filename === 'string')
      ) {
        found.add('COPY with a file or a program');
      }
      if (kind === 'LoadStmt') found.add('LOAD');
      if (kind === 'FuncCall') {
        const names = nameIn(content.funcname);
        const name = names[names.length - 1] ?? '';
        if (FILE_FUNCTIONS.test(name)) found.add(`${name}()`);
      }
      if (kind === 'objfunc' || kind === 'ObjectWithArgs') {
        const names = nameIn(content.objname);
        const name = names[names.length - 1] ?? '';
        if (FILE_FUNCTIONS.test(name)) found.add(`a right on ${name}()`);
      }
    }
    return [...found].map(what => ({ file, line, what }));
  });
}
