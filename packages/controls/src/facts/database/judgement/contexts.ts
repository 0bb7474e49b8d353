import type { Node } from 'libpg-query';
import { quoteIdentifier, quoteLiteral } from '../apply/quote';
import type { ContextFunction } from '../database';
import type { Engine } from '../engine/engine';
import { partsOf } from '../sources/walk';
import { readingOf, type Routines } from './context-source';
import { contextSource, ownColumn } from './expression';
import { probeContext } from './probe-context';

export type Identity = 'tenant' | 'organization';

/** What the sources of identities in policies are. */
export interface Contexts {
  /** By key of their source, `app.tenant_id()`. */
  readonly functions: ReadonlyMap<string, ContextFunction>;
  readonly identityOf: (key: string) => Identity | undefined;
  /** Settings that hold tenant and organisation of a call. */
  readonly settings: ReadonlyMap<Identity, string>;
}

const TENANT = /tenant/i;
const ORGANIZATION = /organi[sz]ation|(?:^|[._])org(?:$|[._])|workspace/i;

const TENANT_COLUMN = /^tenant(?:_?(?:id|key|ref|code|uuid))?$/i;
const ORGANIZATION_COLUMN =
  /^(?:org|organi[sz]ation|workspace)(?:_?(?:id|key|ref|code|uuid))?$/i;

/** Whether a column's name says that it holds one of the two. */
export function identityOfColumn(name: string): Identity | undefined {
  if (TENANT_COLUMN.test(name)) return 'tenant';
  return ORGANIZATION_COLUMN.test(name) ? 'organization' : undefined;
}

function identityByName(name: string): Identity | undefined {
  if (TENANT.test(name)) return 'tenant';
  return ORGANIZATION.test(name) ? 'organization' : undefined;
}

/** How often each source is compared with a column of each kind. */
type Usage = ReadonlyMap<string, ReadonlyMap<Identity, number>>;

function usageIn(expressions: readonly Node[]): Usage {
  const usage = new Map<string, Map<Identity, number>>();
  for (const expression of expressions) {
    for (const { kind, content } of partsOf(expression)) {
      if (kind !== 'A_Expr') continue;
      const pairs = [
        [content.lexpr, content.rexpr],
        [content.rexpr, content.lexpr],
      ];
      for (const [column, value] of pairs) {
        if (!isNode(column) || !isNode(value)) continue;
        const source = contextSource(value);
        if (source === undefined) continue;
        const counts = usage.get(source.key) ?? new Map<Identity, number>();
        usage.set(source.key, counts);
        const name = ownColumn(column, '');
        const identity =
          name === undefined ? undefined : identityOfColumn(name);
        if (identity !== undefined) {
          counts.set(identity, (counts.get(identity) ?? 0) + 1);
        }
      }
    }
  }
  return usage;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mostUsed(counts: ReadonlyMap<Identity, number>): Identity | undefined {
  const tenant = counts.get('tenant') ?? 0;
  const organization = counts.get('organization') ?? 0;
  if (tenant === organization) return undefined;
  return tenant > organization ? 'tenant' : 'organization';
}

const KEY = /^(.+?)\.(.+)\((.*)\)$/s;

/** Calls that policies make, and every function without arguments that reads a setting. */
function calls(
  usage: Usage,
  routines: Routines,
): readonly { key: string; schema: string; name: string; given: string[] }[] {
  const found = new Map<
    string,
    { key: string; schema: string; name: string; given: string[] }
  >();
  for (const key of usage.keys()) {
    const match = KEY.exec(key);
    if (match === null) continue;
    const [, schema = '', name = '', list = ''] = match;
    const given: unknown = JSON.parse(`[${list}]`);
    found.set(key, {
      key,
      schema,
      name,
      given: Array.isArray(given) ? given.map(String) : [],
    });
  }
  for (const overloads of routines.values()) {
    for (const routine of overloads) {
      const { row } = routine;
      if (row.kind !== 'f' || row.argumentCount > 0 || row.returnsSet) continue;
      if (row.returns === 'trigger' || row.returns === 'void') continue;
      const key = `${row.schema}.${row.name}()`;
      if (
        !found.has(key) &&
        readingOf(routine, [], routines).settings.length > 0
      ) {
        found.set(key, { key, schema: row.schema, name: row.name, given: [] });
      }
    }
  }
  return [...found.values()];
}

/** The setting that most policies take an identity from. */
function canonicalSettings(
  usage: Usage,
  settingOf: (key: string) => string | undefined,
): ReadonlyMap<Identity, string> {
  const votes = new Map<Identity, Map<string, number>>();
  for (const [key, counts] of usage) {
    const setting = settingOf(key);
    if (setting === undefined) continue;
    for (const [identity, count] of counts) {
      const ofIdentity = votes.get(identity) ?? new Map<string, number>();
      votes.set(identity, ofIdentity);
      // A name that says so counts more than any number of comparisons.
      const weight = identityByName(setting) === identity ? 1_000_000 : 0;
      ofIdentity.set(setting, (ofIdentity.get(setting) ?? 0) + count + weight);
    }
  }
  return new Map(
    [...votes].map(([identity, settings]) => [
      identity,
      [...settings].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '',
    ]),
  );
}

/** Finds out what policies take tenant and organisation from, and tries it. */
export async function readContexts(
  engine: Engine,
  expressions: readonly Node[],
  routines: Routines,
): Promise<Contexts> {
  const usage = usageIn(expressions);
  const functions = new Map<string, ContextFunction>();
  for (const { key, schema, name, given } of calls(usage, routines)) {
    const routine = routines
      .get(`${schema}.${name}`)
      ?.find(({ row }) => row.argumentCount === given.length);
    if (routine === undefined) continue;
    const { settings, faults } = readingOf(routine, given, routines);
    const call = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}(${given
      .map(quoteLiteral)
      .join(', ')})`;
    const [setting] = settings;
    const behaviour =
      setting === undefined
        ? undefined
        : await probeContext(
            engine,
            { expression: call, returns: routine.row.returns ?? '' },
            setting,
          );
    functions.set(key, {
      of:
        identityByName(setting ?? name) ??
        mostUsed(usage.get(key) ?? new Map()) ??
        'other',
      settings,
      faults: [
        ...faults,
        ...settings
          .filter(text => !text.includes('.'))
          .map(
            text =>
              `${schema}.${name} reads ${text}, which PostgreSQL itself uses`,
          ),
        ...(behaviour === undefined
          ? [`${schema}.${name} reads no setting`]
          : []),
        ...(behaviour?.faithful === false
          ? [`${schema}.${name} does not answer what ${setting} says`]
          : []),
      ],
      raisesWhenUnset: behaviour?.raisesWhenUnset ?? true,
      raisesWhenEmpty: behaviour?.raisesWhenEmpty ?? true,
    });
  }
  const settingOf = (key: string): string | undefined =>
    key.startsWith('setting ')
      ? key.slice('setting '.length)
      : functions.get(key)?.settings[0];
  const canonical = canonicalSettings(usage, settingOf);
  return {
    functions,
    settings: canonical,
    identityOf: key => {
      const setting = settingOf(key);
      if (setting === undefined) return undefined;
      const identity =
        identityByName(setting) ??
        mostUsed(usage.get(key) ?? new Map<Identity, number>());
      return identity !== undefined && canonical.get(identity) === setting
        ? identity
        : undefined;
    },
  };
}
