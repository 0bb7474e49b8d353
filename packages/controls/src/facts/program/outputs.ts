import ts from 'typescript';
import { memberCalls } from './member-calls';
import { LOG_PACKAGES, names } from './known-packages';
import type { CodeFile, Program } from './program';
import { sdkName, sdkNameAt, symbolOf } from './symbols';
import { bare, nodesOf } from './walk';

/** A call by which something leaves the process where nobody checks who reads it. */
export interface Output {
  readonly kind: 'log' | 'console' | 'trace' | 'metric' | 'error' | 'file';
  readonly call: ts.CallExpression | ts.NewExpression;
  /** What leaves by it. */
  readonly values: readonly ts.Expression[];
  /** As `call.log.info`. */
  readonly name: string;
  readonly file: CodeFile;
}

const LEVELS = new Set([
  'debug',
  'info',
  'warn',
  'error',
  'trace',
  'fatal',
  'log',
  'verbose',
  'http',
  'silly',
]);
const TRACE = new Set([
  'setAttribute',
  'setAttributes',
  'addEvent',
  'recordException',
  'updateName',
  'setStatus',
  'startSpan',
  'startActiveSpan',
  'setBaggage',
  'setEntry',
  'createBaggage',
]);
const METRIC = new Set([
  'inc',
  'dec',
  'observe',
  'labels',
  'add',
  'record',
  'startTimer',
]);

const known = new WeakMap<Program, readonly Output[]>();

/** Every call of the service's own code that logs, prints, traces or counts. */
export function outputs(program: Program): readonly Output[] {
  let found = known.get(program);
  if (found === undefined) {
    found = findOutputs(program);
    known.set(program, found);
  }
  return found;
}

function findOutputs(program: Program): readonly Output[] {
  const files = program.files.filter(({ role }) => role === 'runtime');
  // What is made of a package in one file is used in another.
  const uses = (test: (name: string) => boolean) =>
    files.some(({ modules }) =>
      modules.some(
        use => !use.typeOnly && use.package !== undefined && test(use.package),
      ),
    );
  const traces = uses(name => name.startsWith('@opentelemetry/'));
  const counts =
    traces || uses(name => name === 'prom-client' || name === 'hot-shots');
  const logs = uses(name => names(LOG_PACKAGES, name));
  return files.flatMap(file => [
    ...outputsOf(program, file, { traces, counts, logs }),
    ...written(program, file),
  ]);
}

const WRITES = new Set([
  'appendFile',
  'appendFileSync',
  'writeFile',
  'writeFileSync',
  'writeSync',
  'write',
]);

/** Writes to files. */
function written(program: Program, file: CodeFile): Output[] {
  return file.modules
    .filter(use => use.package === 'fs' || use.package === 'fs/promises')
    .flatMap(({ names: taken }) =>
      taken
        .filter(({ name }) => WRITES.has(name))
        .flatMap(({ at, name }) =>
          memberCalls(program, file, at).calls.map(call => ({
            kind: 'file' as const,
            call,
            values: call.arguments,
            file,
            name,
          })),
        ),
    );
}

function outputsOf(
  program: Program,
  file: CodeFile,
  uses: { traces: boolean; counts: boolean; logs: boolean },
): Output[] {
  const found: Output[] = [];
  for (const call of nodesOf(file.source)) {
    if (ts.isNewExpression(call) && /Error$/.test(call.expression.getText())) {
      found.push({
        kind: 'error',
        call,
        values: call.arguments ?? [],
        file,
        name: nameOf(call.expression),
      });
    }
    if (!ts.isCallExpression(call)) continue;
    const kind = kindOf(program.checker, call.expression, uses);
    if (kind !== undefined) {
      const name = nameOf(call.expression);
      found.push({ kind, call, values: call.arguments, file, name });
      continue;
    }
    // rows.forEach(console.log): what is gone through leaves as well.
    const given = call.arguments.find(
      argument =>
        ts.isPropertyAccessExpression(argument) &&
        kindOf(program.checker, argument, uses) !== undefined,
    );
    if (given !== undefined && ts.isPropertyAccessExpression(call.expression)) {
      found.push({
        kind: kindOf(program.checker, given, uses) ?? 'console',
        call,
        values: [call.expression.expression],
        file,
        name: nameOf(given),
      });
    }
  }
  return found;
}

function nameOf(callee: ts.Expression): string {
  const text = callee.getText();
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

function kindOf(
  checker: ts.TypeChecker,
  called: ts.Expression,
  uses: { traces: boolean; counts: boolean; logs: boolean },
): Output['kind'] | undefined {
  const callee = bare(called);
  // A method keeps its type under another name: const { info } = call.log.
  const sdk =
    sdkNameAt(checker, callee) ??
    sdkName(checker.getTypeAtLocation(callee).symbol);
  if (sdk !== undefined) return sdk.startsWith('Logger.') ? 'log' : undefined;
  if (printsDirectly(checker, callee, 0)) return 'console';
  if (!ts.isPropertyAccessExpression(callee)) return undefined;
  const member = callee.name.text;
  // Packages other than the SDK have no types here.
  const type = checker.getTypeAtLocation(callee.expression);
  if ((type.flags & ts.TypeFlags.Any) === 0) return undefined;
  if (uses.traces && TRACE.has(member)) return 'trace';
  if (uses.counts && METRIC.has(member)) return 'metric';
  if (uses.logs && LEVELS.has(member)) return 'log';
  return undefined;
}

const DEEPEST = 10;

/** Whether a callee is `console.…`, `process.stdout.write` or another name for one of them. */
function printsDirectly(
  checker: ts.TypeChecker,
  callee: ts.Expression,
  depth: number,
): boolean {
  if (depth > DEEPEST) return false;
  const inner = bare(callee);
  if (ts.isPropertyAccessExpression(inner)) {
    const text = inner.getText().replace(/\s|\?/g, '');
    if (/^(globalThis\.)?process\.(stdout|stderr)\.(write|end)$/.test(text)) {
      return isUnbound(checker, inner, 'process');
    }
    if (inner.name.text === 'call' || inner.name.text === 'apply') {
      return printsDirectly(checker, inner.expression, depth + 1);
    }
    return isConsole(checker, inner.expression, depth + 1);
  }
  if (ts.isElementAccessExpression(inner)) {
    return isConsole(checker, inner.expression, depth + 1);
  }
  if (!ts.isIdentifier(inner)) return false;
  const declaration = symbolOf(checker, inner)?.valueDeclaration;
  if (declaration === undefined) return false;
  if (ts.isBindingElement(declaration)) {
    const holder = declaration.parent.parent;
    return (
      ts.isVariableDeclaration(holder) &&
      holder.initializer !== undefined &&
      isConsole(checker, holder.initializer, depth + 1)
    );
  }
  if (
    !ts.isVariableDeclaration(declaration) ||
    declaration.initializer === undefined
  ) {
    return false;
  }
  const value = bare(declaration.initializer);
  const bound =
    ts.isCallExpression(value) &&
    ts.isPropertyAccessExpression(value.expression) &&
    value.expression.name.text === 'bind'
      ? value.expression.expression
      : value;
  return !ts.isFunctionLike(bound) && printsDirectly(checker, bound, depth + 1);
}

function isConsole(
  checker: ts.TypeChecker,
  expression: ts.Expression,
  depth: number,
): boolean {
  const inner = bare(expression);
  if (ts.isPropertyAccessExpression(inner)) {
    return inner.name.text === 'console' && !isOfCode(checker, inner.name);
  }
  if (!ts.isIdentifier(inner) || depth > DEEPEST) return false;
  const declaration = symbolOf(checker, inner)?.valueDeclaration;
  if (declaration === undefined) return inner.text === 'console';
  return (
    ts.isVariableDeclaration(declaration) &&
    declaration.initializer !== undefined &&
    isConsole(checker, declaration.initializer, depth + 1)
  );
}

function isOfCode(checker: ts.TypeChecker, name: ts.Node): boolean {
  return symbolOf(checker, name)?.valueDeclaration !== undefined;
}

function isUnbound(
  checker: ts.TypeChecker,
  expression: ts.Expression,
  name: string,
): boolean {
  for (const node of nodesOf(expression)) {
    if (ts.isIdentifier(node) && node.text === name) {
      return !isOfCode(checker, node);
    }
  }
  return false;
}
