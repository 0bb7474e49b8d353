import type { SourceTree } from '../../source/source-tree';
import { available, broken, unavailable, type Fact } from '../fact';
import type { Metadata } from '../metadata/metadata';
import { applyFiles, type Application } from './apply/apply-sql';
import { History } from './apply/history';
import type { Problem } from './apply/problem';
import { quoteIdentifier } from './apply/quote';
import { inspect } from './catalogue/build-state';
import type { Breach, Database, DatabaseState, RoleModel } from './database';
import { Engine } from './engine/engine';
import { engineExtensions } from './engine/extensions';
import { EngineFailure } from './engine/sql-error';
import { probe, probeWithoutContext } from './probes/probe';
import { declaredModel, discoveredModel, ownerAmong } from './role-model';
import { findSql, type SqlSources } from './sources/find-sql';
import { loadParser } from './sources/parse-sql';
import {
  copiesIn,
  extensionsIn,
  passwordsIn,
  reachingOutIn,
  statementsOf,
} from './sources/parsed-files';

/** Files beside the migrations after each of which the database is looked at again; more are looked at together. */
const MAX_STATES = 25;

const NO_ROLES: RoleModel = { owner: 'schema_owner', declared: false };

function missing(
  sources: SqlSources,
  declared: NonNullable<Metadata['description']>['database'],
): readonly Problem[] {
  if (declared === undefined) return [];
  const problems: Problem[] = [];
  if (sources.roles.length === 0) {
    problems.push({
      kind: 'missing',
      message: `There is no ${declared.roles}, where ameide.service.yaml says that the roles are.`,
    });
  }
  if (sources.migrations.length === 0) {
    problems.push({
      kind: 'missing',
      message: `There is no migration in ${declared.migrations}, where ameide.service.yaml says that they are.`,
    });
  }
  return problems;
}

function unreadable(paths: readonly string[]): readonly Problem[] {
  return paths.map(file => ({
    kind: 'unreadable',
    message: 'is no text: it is not UTF-8, or holds a NUL',
    file,
  }));
}

function placeOf({ at, file }: Problem): string {
  if (at !== undefined) return `${at.file}:${at.line}: `;
  return file === undefined ? '' : `${file}: `;
}

/** An engine in which the declared SQL has run. */
interface Prepared {
  readonly application: Application;
  readonly owner: string;
}

async function prepare(
  sources: SqlSources,
  declared: NonNullable<Metadata['description']>['database'],
  problems: Problem[],
): Promise<Prepared> {
  const all = statementsOf([
    ...sources.roles,
    ...sources.migrations,
    ...sources.others,
  ]);
  const engine = await Engine.open(engineExtensions(extensionsIn(all)));
  const history = new History(engine);
  await history.begin();
  const application: Application = {
    engine,
    history,
    problems,
    statements: [],
  };
  await applyFiles(application, sources.roles, 'postgres');

  const names = async (): Promise<readonly string[]> =>
    (
      await engine.run(
        `SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= 16384 ORDER BY oid`,
      )
    ).map(([name]) => name ?? '');
  const before = await names();
  const owner = declared?.owner ?? ownerAmong(before);
  // Those that a cluster's manifest creates instead.
  for (const name of [
    owner,
    declared?.runtimeRole,
    declared?.dispatcherRole,
    declared?.tenantWideRole,
  ]) {
    if (name !== undefined && !(await names()).includes(name)) {
      await engine.run(`CREATE ROLE ${quoteIdentifier(name)} LOGIN NOINHERIT`);
    }
  }
  await engine.run(
    `ALTER DATABASE postgres OWNER TO ${quoteIdentifier(owner)}`,
  );
  await history.note({ file: '', line: 0 });
  await applyFiles(application, sources.migrations, owner);
  return { application, owner };
}

type ModelOf = (known: Pick<DatabaseState, 'roles' | 'relations'>) => RoleModel;

async function stateAfter(
  { application }: Prepared,
  modelOf: ModelOf,
  after?: string,
): Promise<{ readonly state: DatabaseState; readonly model: RoleModel }> {
  const { engine, history } = application;
  let model: RoleModel = NO_ROLES;
  let first: readonly Breach[] = [];
  const { inspection, contexts } = await inspect(
    engine,
    history,
    async known => {
      model = modelOf(known);
      first = await probeWithoutContext(engine, { inspection: known, model });
    },
  );
  const { breaches, unprobed } = await probe(engine, {
    inspection,
    settings: contexts.settings,
    model,
  });
  return {
    model,
    state: {
      ...(after === undefined ? {} : { after }),
      ...inspection,
      breaches: [...first, ...breaches],
      unprobed,
    },
  };
}

/** The states with the SQL that lies elsewhere, on a database of their own. */
async function statesWithOthers(
  sources: SqlSources,
  declared: NonNullable<Metadata['description']>['database'],
  model: RoleModel,
  problems: Problem[],
): Promise<readonly DatabaseState[]> {
  if (sources.others.length === 0) return [];
  const prepared = await prepare(sources, declared, []);
  const states: DatabaseState[] = [];
  const { application, owner } = prepared;
  const otherProblems: Problem[] = [];
  for (const [index, file] of sources.others.entries()) {
    const before = application.statements.length;
    await applyFiles(
      { ...application, problems: otherProblems },
      [file],
      owner,
    );
    const last = index === sources.others.length - 1;
    const changed = application.statements.length > before;
    if ((changed && index < MAX_STATES) || last) {
      const { state } = await stateAfter(prepared, () => model, file.path);
      states.push(state);
    }
  }
  await application.engine.close();
  problems.push(
    ...otherProblems.map(problem => ({ ...problem, elsewhere: true })),
  );
  return states;
}

/**
 * Applies a tree's SQL to a database of its own and finds out what it has made.
 * Broken where the declared SQL does not run, because nothing can be said then.
 */
export async function gatherDatabase(
  tree: SourceTree,
  metadata: Fact<Metadata> | undefined,
): Promise<Fact<Database>> {
  if (metadata?.state === 'broken') return metadata;
  const declared =
    metadata?.state === 'available'
      ? metadata.value.description?.database
      : undefined;
  const sources = findSql(tree, declared);
  const problems: Problem[] = [
    ...missing(sources, declared),
    ...unreadable(sources.unreadable),
  ];
  const files = [...sources.roles, ...sources.migrations, ...sources.others];
  if (files.length === 0) {
    return available({
      present: declared !== undefined,
      model: declared === undefined ? NO_ROLES : declaredModel(declared),
      states: [],
      problems,
      passwords: [],
      outside: [],
      copies: [],
    });
  }
  await loadParser();
  try {
    const prepared = await prepare(sources, declared, problems);
    const failed = problems.filter(
      ({ kind }) => kind === 'refused' || kind === 'unreadable',
    );
    const left = problems.filter(({ kind }) => kind === 'no-such-extension');
    if (failed.length > 0 && left.length > 0) {
      return unavailable(
        `This evaluator has no extension ${left
          .map(({ message }) => message)
          .join(', ')}, which the SQL needs.`,
      );
    }
    if (failed.length > 0) {
      return broken(
        failed
          .slice(0, 5)
          .map(problem => `${placeOf(problem)}${problem.message}`)
          .join('; '),
      );
    }
    const { state, model } = await stateAfter(prepared, inspection =>
      declared === undefined
        ? discoveredModel(prepared.owner, inspection)
        : declaredModel(declared),
    );
    await prepared.application.engine.close();
    const others = await statesWithOthers(sources, declared, model, problems);
    const statements = statementsOf(files);
    return available({
      present: true,
      model,
      states: [state, ...others],
      problems,
      passwords: passwordsIn(statements),
      outside: reachingOutIn(statements),
      copies: copiesIn(statements),
    });
  } catch (error) {
    if (error instanceof EngineFailure) {
      return broken(`The SQL cannot be evaluated: ${error.message}.`);
    }
    throw error;
  }
}
