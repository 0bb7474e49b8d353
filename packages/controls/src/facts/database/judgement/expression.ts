import type { A_Expr, FuncCall, Node } from 'libpg-query';
import type { Guarantee } from '../database';
import { namesOf } from '../sources/walk';
import { both, either, NO_ROWS, NOTHING_KNOWN } from './guarantee';

/** A call of a function, or a setting that is read directly, as the source of an identity. */
export interface ContextSource {
  /** `app.tenant_id()` or `setting app.tenant_id`. */
  readonly key: string;
}

/** What the names in an expression stand for. */
export interface ExpressionScope {
  readonly relation: string;
  readonly tenantColumn?: string;
  readonly organizationColumn?: string;
  /** Whose identity a source holds; undefined when it is no trustworthy one. */
  readonly identityOf: (
    source: ContextSource,
  ) => 'tenant' | 'organization' | undefined;
  /** The expression that a call of a simple function stands for. */
  readonly inline: (call: FuncCall) => Node | undefined;
}

const MAX_DEPTH = 100;

/** Types that keep different strings different. */
const FAITHFUL_TYPES = new Set(['text', 'varchar', 'uuid']);

function isFaithfulCast(
  node: Node,
): node is Extract<Node, { TypeCast: unknown }> {
  if (!('TypeCast' in node)) return false;
  const { typeName } = node.TypeCast;
  const names = namesOf(typeName?.names);
  return (
    FAITHFUL_TYPES.has(names[names.length - 1] ?? '') &&
    (names.length === 1 || names[0] === 'pg_catalog') &&
    (typeName?.typmods ?? []).length === 0
  );
}

/** Takes off what does not change a value: casts to text, collations of PostgreSQL's own, `(SELECT x)`. */
export function bare(node: Node): Node {
  let inner = node;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    let next: Node | undefined;
    if (isFaithfulCast(inner)) next = inner.TypeCast.arg;
    else if ('CollateClause' in inner) {
      const names = namesOf(inner.CollateClause.collname);
      if (names.length === 1 || names[0] === 'pg_catalog') {
        next = inner.CollateClause.arg;
      }
    } else next = selected(inner);
    if (next === undefined) return inner;
    inner = next;
  }
  return inner;
}

/** The value of `(SELECT value)`. */
function selected(node: Node): Node | undefined {
  if (!('SubLink' in node)) return undefined;
  const { subLinkType, subselect } = node.SubLink;
  if (subLinkType !== 'EXPR_SUBLINK' || subselect === undefined) {
    return undefined;
  }
  if (!('SelectStmt' in subselect)) return undefined;
  const select = subselect.SelectStmt;
  const [target, ...more] = select.targetList ?? [];
  const plain =
    more.length === 0 &&
    select.op === 'SETOP_NONE' &&
    select.fromClause === undefined &&
    select.whereClause === undefined &&
    select.withClause === undefined &&
    select.limitOffset === undefined &&
    select.groupClause === undefined &&
    select.havingClause === undefined;
  return plain && target !== undefined && 'ResTarget' in target
    ? target.ResTarget.val
    : undefined;
}

/** The text of a string constant, cast or not. */
export function stringConstant(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const inner = bare(node);
  if (!('A_Const' in inner)) return undefined;
  const { sval, isnull } = inner.A_Const;
  // The parser leaves an empty string's text away.
  return sval !== undefined && !isnull ? sval.sval ?? '' : undefined;
}

function isNullConstant(node: Node): boolean {
  const inner = 'TypeCast' in node ? node.TypeCast.arg : node;
  return (
    inner !== undefined && 'A_Const' in inner && inner.A_Const.isnull === true
  );
}

function booleanConstant(node: Node): boolean | undefined {
  if (!('A_Const' in node)) return undefined;
  const { boolval } = node.A_Const;
  return boolval === undefined ? undefined : boolval.boolval ?? false;
}

/** `schema.name` of a call; PostgreSQL's own functions have no schema. */
export function calledName(call: FuncCall): string {
  const names = namesOf(call.funcname);
  return (names[0] === 'pg_catalog' ? names.slice(1) : names).join('.');
}

/** What a value is taken from, when it is the context of the call and nothing else. */
export function contextSource(node: Node): ContextSource | undefined {
  let inner = bare(node);
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    const within = withoutEmpty(inner);
    if (within === undefined) break;
    inner = bare(within);
  }
  if (!('FuncCall' in inner)) return undefined;
  const call = inner.FuncCall;
  const name = calledName(call);
  const args = call.args ?? [];
  if (name === 'current_setting') {
    const setting = stringConstant(args[0]);
    return setting === undefined ? undefined : { key: `setting ${setting}` };
  }
  if (!name.includes('.')) return undefined;
  const constants = args.map(stringConstant);
  return constants.every(constant => constant !== undefined)
    ? {
        key: `${name}(${constants
          .map(text => JSON.stringify(text))
          .join(', ')})`,
      }
    : undefined;
}

/** `x` of `NULLIF(x, '')` and `COALESCE(x, '')`: no row has the empty string. */
function withoutEmpty(node: Node): Node | undefined {
  if ('A_Expr' in node && node.A_Expr.kind === 'AEXPR_NULLIF') {
    const { lexpr, rexpr } = node.A_Expr;
    return stringConstant(rexpr) === '' ? lexpr : undefined;
  }
  if ('CoalesceExpr' in node) {
    const [first, second, ...more] = node.CoalesceExpr.args ?? [];
    return more.length === 0 && stringConstant(second) === ''
      ? first
      : undefined;
  }
  return undefined;
}

/** The column of the row itself that a value is. */
export function ownColumn(node: Node, relation: string): string | undefined {
  const inner = bare(node);
  if (!('ColumnRef' in inner)) return undefined;
  const names = namesOf(inner.ColumnRef.fields);
  if (names.length !== (inner.ColumnRef.fields ?? []).length) return undefined;
  if (names.length === 1) return names[0];
  return names.length === 2 && names[0] === relation ? names[1] : undefined;
}

function isEquality(expression: A_Expr): boolean {
  const names = namesOf(expression.name);
  const own =
    names.length === 1 || (names.length === 2 && names[0] === 'pg_catalog');
  return own && names[names.length - 1] === '=';
}

function equality(left: Node, right: Node, scope: ExpressionScope): Guarantee {
  for (const [column, value] of [
    [left, right],
    [right, left],
  ] as const) {
    const name = ownColumn(column, scope.relation);
    const from = contextSource(value);
    if (name === undefined || from === undefined) continue;
    const identity = scope.identityOf(from);
    return {
      tenant: identity === 'tenant' && name === scope.tenantColumn,
      organization:
        identity === 'organization' && name === scope.organizationColumn,
      nothing: false,
    };
  }
  return NOTHING_KNOWN;
}

function elements(node: Node | undefined): readonly Node[] | undefined {
  if (node === undefined) return undefined;
  if ('RowExpr' in node) return node.RowExpr.args ?? [];
  if ('List' in node) return node.List.items ?? [];
  if ('A_ArrayExpr' in node) return node.A_ArrayExpr.elements ?? [];
  return undefined;
}

function ofComparison(
  expression: A_Expr,
  scope: ExpressionScope,
  depth: number,
): Guarantee {
  const { lexpr, rexpr } = expression;
  if (lexpr === undefined || rexpr === undefined) return NOTHING_KNOWN;
  if (!isEquality(expression)) return NOTHING_KNOWN;
  switch (expression.kind) {
    case 'AEXPR_OP': {
      const left = elements(lexpr);
      const right = elements(rexpr);
      if (left !== undefined && right !== undefined) {
        return left
          .map((one, index) => {
            const other = right[index];
            return other === undefined
              ? NOTHING_KNOWN
              : equality(one, other, scope);
          })
          .reduce(both, NOTHING_KNOWN);
      }
      for (const [flag, test] of [
        [lexpr, rexpr],
        [rexpr, lexpr],
      ] as const) {
        const constant = booleanConstant(flag);
        if (constant !== undefined) {
          return constant ? guaranteeOf(test, scope, depth + 1) : NOTHING_KNOWN;
        }
      }
      if (isNullConstant(lexpr) || isNullConstant(rexpr)) return NO_ROWS;
      return equality(lexpr, rexpr, scope);
    }
    case 'AEXPR_OP_ANY':
    case 'AEXPR_IN': {
      const values = elements(rexpr);
      return values === undefined || values.length === 0
        ? NOTHING_KNOWN
        : values.map(value => equality(lexpr, value, scope)).reduce(either);
    }
    default:
      return NOTHING_KNOWN;
  }
}

/**
 * What holds for every row that an expression takes. It errs on one side only:
 * what it cannot follow guarantees nothing.
 *
 * @param node An expression as the catalogue writes it: names are resolved.
 */
export function guaranteeOf(
  node: Node,
  scope: ExpressionScope,
  depth = 0,
): Guarantee {
  if (depth > MAX_DEPTH) return NOTHING_KNOWN;
  const within = (inner: Node | undefined): Guarantee =>
    inner === undefined ? NOTHING_KNOWN : guaranteeOf(inner, scope, depth + 1);

  if ('A_Const' in node) {
    return isNullConstant(node) || booleanConstant(node) === false
      ? NO_ROWS
      : NOTHING_KNOWN;
  }
  if ('TypeCast' in node) {
    return within(node.TypeCast.arg);
  }
  if ('BoolExpr' in node) {
    const { boolop, args = [] } = node.BoolExpr;
    if (boolop === 'AND_EXPR') {
      return args.map(within).reduce(both, NOTHING_KNOWN);
    }
    if (boolop === 'OR_EXPR') return args.map(within).reduce(either, NO_ROWS);
    const [only] = args;
    // NOT (a IS DISTINCT FROM b)
    if (only !== undefined && 'A_Expr' in only) {
      const { kind, lexpr, rexpr } = only.A_Expr;
      if (
        kind === 'AEXPR_DISTINCT' &&
        lexpr &&
        rexpr &&
        isEquality(only.A_Expr)
      ) {
        return equality(lexpr, rexpr, scope);
      }
    }
    if (only !== undefined && booleanConstant(only) === true) return NO_ROWS;
    return NOTHING_KNOWN;
  }
  if ('A_Expr' in node) return ofComparison(node.A_Expr, scope, depth);
  if ('BooleanTest' in node) {
    return node.BooleanTest.booltesttype === 'IS_TRUE'
      ? within(node.BooleanTest.arg)
      : NOTHING_KNOWN;
  }
  if ('CaseExpr' in node) {
    const { args = [], defresult } = node.CaseExpr;
    const results = args.map(branch =>
      'CaseWhen' in branch ? within(branch.CaseWhen.result) : NOTHING_KNOWN,
    );
    if (defresult !== undefined) results.push(within(defresult));
    return results.reduce(either, NO_ROWS);
  }
  if ('CoalesceExpr' in node) {
    return (node.CoalesceExpr.args ?? []).map(within).reduce(either, NO_ROWS);
  }
  if ('FuncCall' in node) return within(scope.inline(node.FuncCall));
  const value = selected(node);
  return value === undefined ? NOTHING_KNOWN : within(value);
}
