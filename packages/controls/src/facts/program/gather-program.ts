import ts from 'typescript';
import type { SourceTree } from '../../source/source-tree';
import { available, broken, type Fact } from '../fact';
import { COMPILER_OPTIONS, compilerHost, TREE } from './compiler-host';
import { readDependencies } from './dependencies';
import { sourceOfStarted, startedPaths } from './entry-points';
import { globalUses } from './global-uses';
import { moduleUses, type ModuleUse } from './module-uses';
import { packageNames } from './package-names';
import type { CodeFile, Program, Role } from './program';
import { loadSqlParser, statementsOf } from './statements';
import { functionOf, symbolOf } from './symbols';
import { nodesOf } from './walk';

const CODE = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** What the compiler reads besides code when it looks for a module. */
const RESOLUTION = /(^|\/)package\.json$/;
/** Others' code, or what was made of the code beside it; read only where it is imported. */
const NOT_WRITTEN_HERE = /(^|\/)(node_modules|dist|vendor|coverage)\//;
const TEST =
  /(^|\/)(tests?|__tests__|__mocks__|e2e|spec|fixtures)\/|\.(test|spec)\.[cm]?[jt]sx?$/;
const TOOL =
  /(^|\/)(tools|scripts|local|bench|\.github)\/|\.config\.[cm]?[jt]s$/;

const LARGEST_FILE_BYTES = 4_000_000;
/** Many times the code of any service; the compiler's memory grows with it. */
const LARGEST_PROGRAM_BYTES = 6_000_000;

/** Reads the code of a tree by the TypeScript compiler. */
export async function gatherProgram(tree: SourceTree): Promise<Fact<Program>> {
  await loadSqlParser();
  const texts = new Map<string, string>();
  let total = 0;
  for (const [path, content] of tree.files) {
    if (!CODE.test(path) && !RESOLUTION.test(path)) continue;
    if (content.byteLength > LARGEST_FILE_BYTES) {
      return broken(`${path} is too large for code that anybody could review`);
    }
    if (!NOT_WRITTEN_HERE.test(path)) total += content.byteLength;
    texts.set(path, new TextDecoder().decode(content));
  }
  if (total > LARGEST_PROGRAM_BYTES) {
    return broken(
      `there is more code than ${LARGEST_PROGRAM_BYTES / 1_000_000} MB`,
    );
  }

  const host = compilerHost(texts);
  const roots = [...texts.keys()].filter(
    path => CODE.test(path) && !NOT_WRITTEN_HERE.test(path),
  );
  const program = ts.createProgram({
    rootNames: roots.map(path => `${TREE}${path}`),
    options: COMPILER_OPTIONS,
    host,
  });
  const checker = program.getTypeChecker();
  const sources = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(TREE));
  const cache = ts.createModuleResolutionCache('/', name => name);
  const resolve = (specifier: string, from: ts.SourceFile) =>
    ts.resolveModuleName(
      specifier,
      from.fileName,
      COMPILER_OPTIONS,
      host,
      cache,
    ).resolvedModule?.resolvedFileName;

  const dependencies = readDependencies(tree);
  const moduleNames = { resolve, packageOf: packageNames(tree, dependencies) };
  const modules = new Map<string, readonly ModuleUse[]>();
  for (const source of sources) {
    modules.set(
      source.fileName.slice(TREE.length),
      moduleUses(checker, source, moduleNames),
    );
  }
  const roles = rolesOf(modules, tree);
  const files = sources.map((source): CodeFile => {
    const path = source.fileName.slice(TREE.length);
    return {
      path,
      role: roles.get(path) ?? 'runtime',
      source,
      modules: modules.get(path) ?? [],
      globals: source.isDeclarationFile ? [] : globalUses(checker, source),
    };
  });
  const byPath = new Map(files.map(file => [file.source, file]));
  const known: Omit<Program, 'statements'> = {
    files,
    checker,
    calls: callsOf(files, checker),
    dependencies,
    fileOf: node => byPath.get(node.getSourceFile()),
  };
  return available({
    ...known,
    statements: files
      .filter(({ role }) => role === 'runtime')
      .flatMap(file => statementsOf(known, file)),
  });
}

/** What each file is for, by its place and by who imports it. */
function rolesOf(
  modules: ReadonlyMap<string, readonly ModuleUse[]>,
  tree: SourceTree,
): ReadonlyMap<string, Role> {
  const roles = new Map<string, Role>();
  const open: string[] = [];
  const serve = (path: string) => {
    if (roles.get(path) === 'runtime') return;
    roles.set(path, 'runtime');
    open.push(path);
  };
  for (const path of modules.keys()) {
    if (TEST.test(path)) roles.set(path, 'test');
    else if (TOOL.test(path)) roles.set(path, 'tool');
    else if (!NOT_WRITTEN_HERE.test(path)) serve(path);
  }
  for (const started of startedPaths(tree)) {
    const path = sourceOfStarted(started, candidate => modules.has(candidate));
    if (path !== undefined) serve(path);
  }
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const { file, typeOnly } of modules.get(path) ?? []) {
      if (file !== undefined && !typeOnly) serve(file);
    }
  }
  return roles;
}

function callsOf(
  files: readonly CodeFile[],
  checker: ts.TypeChecker,
): ReadonlyMap<ts.Node, readonly ts.CallExpression[]> {
  const calls = new Map<ts.Node, ts.CallExpression[]>();
  for (const { source, role } of files) {
    if (role !== 'runtime') continue;
    for (const node of nodesOf(source)) {
      if (!ts.isCallExpression(node)) continue;
      const callee = ts.isPropertyAccessExpression(node.expression)
        ? node.expression.name
        : node.expression;
      const called = functionOf(symbolOf(checker, callee));
      if (called === undefined) continue;
      const known = calls.get(called);
      if (known === undefined) calls.set(called, [node]);
      else known.push(node);
    }
  }
  return calls;
}
