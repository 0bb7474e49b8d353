import {
  isRecord,
  type SqlNode,
  type SqlStatement,
} from '../../facts/program/statements';

/** Functions that change what later statements run as, or reach past the database. */
const FORBIDDEN =
  /^(set_config|dblink\w*|lo_(import|export|from_bytea|put|get)|pg_(read|ls|stat)_\w*(file|dir)\w*|pg_(terminate|cancel)_backend|pg_reload_conf|pg_(try_)?advisory_lock\w*|pg_notify|query_to_xml\w*|table_to_xml\w*|database_to_xml\w*|pg_sleep\w*)$/;
const STATEMENTS =
  /^(VariableSetStmt|TransactionStmt|DiscardStmt|DoStmt|CopyStmt|PrepareStmt|ExecuteStmt|LockStmt|ListenStmt|NotifyStmt|CreateStmt|AlterTableStmt|DropStmt|GrantStmt|GrantRoleStmt|AlterRoleStmt|CreateRoleStmt|CreateFunctionStmt|CreatePolicyStmt|AlterPolicyStmt|TruncateStmt|ViewStmt|RuleStmt|CreateTrigStmt|CallStmt|ConstraintsSetStmt)$/;

function lastName(names: unknown): string | undefined {
  const last: unknown = Array.isArray(names) ? names.at(-1) : undefined;
  if (!isRecord(last) || !isRecord(last.String)) return undefined;
  const { sval } = last.String;
  return typeof sval === 'string' ? sval.toLowerCase() : undefined;
}

/** Settings, sessions and rights that a statement touches. */
export function reachesPastTransaction({ nodes }: SqlStatement): string[] {
  return nodes.flatMap(({ kind, value }) => {
    if (STATEMENTS.test(kind)) return [kind.replace(/Stmt$/, '')];
    const name = kind === 'FuncCall' ? lastName(value.funcname) : undefined;
    return name !== undefined && FORBIDDEN.test(name) ? [name] : [];
  });
}

const OWN = 'app';
const OWN_TABLES =
  /^(outbox|inbox|audit_log|audit|idempotency|idempotency_keys?|api_keys?)$/;

/** Tables of the SDK that a statement names. */
export function tablesOfSdk({ nodes }: SqlStatement): string[] {
  return nodes.flatMap(({ kind, value }) => {
    const { schemaname, relname } = value;
    if (kind !== 'RangeVar' || typeof relname !== 'string') return [];
    const isOwn =
      schemaname === OWN ||
      (schemaname === undefined && OWN_TABLES.test(relname));
    return isOwn
      ? [typeof schemaname === 'string' ? `${schemaname}.${relname}` : relname]
      : [];
  });
}

const TENANT = new Set(['tenant_id', 'organization_id']);

function column(node: unknown): string | undefined {
  if (!isRecord(node) || !isRecord(node.ColumnRef)) return undefined;
  return lastName(node.ColumnRef.fields);
}

/** A value that comes from the code, whatever casts stand round it. */
function isGiven(node: unknown): boolean {
  if (!isRecord(node)) return false;
  if (node.ParamRef !== undefined || node.A_Const !== undefined) return true;
  if (isRecord(node.TypeCast)) return isGiven(node.TypeCast.arg);
  if (isRecord(node.A_ArrayExpr)) {
    const { elements } = node.A_ArrayExpr;
    return Array.isArray(elements) && elements.some(isGiven);
  }
  if (isRecord(node.List)) {
    const { items } = node.List;
    return Array.isArray(items) && items.some(isGiven);
  }
  return false;
}

function isEquality({ name }: Readonly<Record<string, unknown>>): boolean {
  const operator = lastName(name);
  return operator === '=' || operator === '<>' || operator === '~~';
}

function inserted({ value }: SqlNode): string[] {
  const { cols, selectStmt } = value;
  if (!Array.isArray(cols) || !isRecord(selectStmt)) return [];
  const select = selectStmt.SelectStmt;
  const lists = isRecord(select) ? select.valuesLists : undefined;
  return cols.flatMap((target: unknown, index) => {
    const name =
      isRecord(target) && isRecord(target.ResTarget)
        ? target.ResTarget.name
        : undefined;
    if (typeof name !== 'string' || !TENANT.has(name)) return [];
    const values: unknown[] = Array.isArray(lists) ? lists : [];
    return values.some(list => {
      const items =
        isRecord(list) && isRecord(list.List) ? list.List.items : undefined;
      return Array.isArray(items) && isGiven(items[index]);
    })
      ? [name]
      : [];
  });
}

/** Columns for tenant and organisation that get or are compared with a value of the code. */
export function tenantsByHand({ nodes }: SqlStatement): string[] {
  return nodes.flatMap(node => {
    if (node.kind === 'InsertStmt') return inserted(node);
    if (node.kind === 'UpdateStmt') {
      const { targetList } = node.value;
      return (Array.isArray(targetList) ? targetList : []).flatMap(
        (target: unknown) => {
          const result = isRecord(target) ? target.ResTarget : undefined;
          const name = isRecord(result) ? result.name : undefined;
          return typeof name === 'string' && TENANT.has(name) ? [name] : [];
        },
      );
    }
    if (node.kind !== 'A_Expr' || !isEquality(node.value)) return [];
    const { lexpr, rexpr } = node.value;
    const name =
      (isGiven(rexpr) ? column(lexpr) : undefined) ??
      (isGiven(lexpr) ? column(rexpr) : undefined);
    return name !== undefined && TENANT.has(name) ? [name] : [];
  });
}
