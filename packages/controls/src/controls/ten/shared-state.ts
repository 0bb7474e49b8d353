import ts from 'typescript';
import type { CodeFinding } from '../../facts/program/code-finding';
import { CACHE_PACKAGES, names } from '../../facts/program/known-packages';
import type { CodeFile, Program } from '../../facts/program/program';
import { servedFiles } from '../../facts/program/served-files';
import {
  isFunctionWithBody,
  isOfTree,
  sdkName,
  sdkTypeName,
  symbolOf,
} from '../../facts/program/symbols';
import { valueSources } from '../../facts/program/value-sources';
import { bare, nodesOf } from '../../facts/program/walk';

const KEEPS = new Set([
  'set',
  'add',
  'push',
  'unshift',
  'splice',
  'put',
  'fill',
]);
const COLLECTIONS = new Set([
  'Map',
  'Set',
  'Array',
  'Object',
  'AsyncLocalStorage',
]);

/** Values that calls leave behind in variables of a module, without saying whose they are. */
export function sharedValues(program: Program): readonly CodeFinding[] {
  return servedFiles(program).flatMap(file => leftBehind(program, file));
}

function leftBehind(program: Program, file: CodeFile): CodeFinding[] {
  const { checker } = program;
  const found: CodeFinding[] = [];
  const report = (node: ts.Node, name: string) =>
    found.push({
      node,
      about: name,
      message: `${name} keeps a value between calls under a key without tenant and organisation.`,
    });
  for (const node of nodesOf(file.source)) {
    if (!isInFunction(node)) continue;
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      KEEPS.has(node.expression.name.text)
    ) {
      const holder = moduleVariable(program, node.expression.expression);
      if (holder === undefined || !isCollection(program, file, holder))
        continue;
      const [key, value = key] = node.arguments;
      if (key === undefined || isHarmless(checker, value ?? key)) continue;
      const keyed = node.expression.name.text === 'push' ? undefined : key;
      if (keyed === undefined || !namesPlace(program, keyed)) {
        report(node, holder.name.getText());
      }
    } else if (
      ts.isBinaryExpression(node) &&
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    ) {
      const target = bare(node.left);
      if (ts.isIdentifier(target)) {
        const holder = moduleVariable(program, target);
        if (holder !== undefined && !isHarmless(checker, node.right)) {
          report(node, holder.name.getText());
        }
      } else if (ts.isElementAccessExpression(target)) {
        const holder = moduleVariable(program, target.expression);
        if (
          holder !== undefined &&
          !isHarmless(checker, node.right) &&
          !namesPlace(program, target.argumentExpression)
        ) {
          report(node, holder.name.getText());
        }
      } else if (ts.isPropertyAccessExpression(target)) {
        const holder = moduleVariable(program, target.expression);
        if (holder !== undefined && !isHarmless(checker, node.right)) {
          report(node, `${holder.name.getText()}.${target.name.text}`);
        }
      }
    }
  }
  return found;
}

function isInFunction(node: ts.Node): boolean {
  for (let around = node.parent; around !== undefined; around = around.parent) {
    if (isFunctionWithBody(around)) return true;
  }
  return false;
}

/** The variable of a module, or static member of a class, that an expression stands for. */
function moduleVariable(
  program: Program,
  expression: ts.Expression,
): ts.VariableDeclaration | ts.PropertyDeclaration | undefined {
  const inner = bare(expression);
  const name = ts.isPropertyAccessExpression(inner) ? inner.name : inner;
  const declaration = symbolOf(program.checker, name)?.valueDeclaration;
  if (declaration === undefined || !isOfTree(declaration)) return undefined;
  if (
    ts.isPropertyDeclaration(declaration) &&
    declaration.modifiers?.some(
      ({ kind }) => kind === ts.SyntaxKind.StaticKeyword,
    )
  ) {
    return declaration;
  }
  return ts.isVariableDeclaration(declaration) && !isInFunction(declaration)
    ? declaration
    : undefined;
}

function isCollection(
  program: Program,
  file: CodeFile,
  { initializer }: ts.VariableDeclaration | ts.PropertyDeclaration,
): boolean {
  if (initializer === undefined) return true;
  const inner = bare(initializer);
  if (
    ts.isArrayLiteralExpression(inner) ||
    ts.isObjectLiteralExpression(inner)
  ) {
    return true;
  }
  if (!ts.isNewExpression(inner)) return false;
  const name = inner.expression.getText();
  return (
    (COLLECTIONS.has(name) ||
      file.modules.some(use => names(CACHE_PACKAGES, use.package)) ||
      program.checker.getTypeAtLocation(inner).getProperty('set') !==
        undefined) &&
    name !== 'WeakMap' &&
    name !== 'WeakSet'
  );
}

/** Whether a value is no more than a count, a switch or something of the language, as a compiled pattern. */
function isHarmless(checker: ts.TypeChecker, value: ts.Expression): boolean {
  const type = checker.getTypeAtLocation(value).getNonNullableType();
  const plain =
    ts.TypeFlags.BooleanLike |
    ts.TypeFlags.NumberLike |
    ts.TypeFlags.Undefined |
    ts.TypeFlags.Null;
  const parts = type.isUnion() ? type.types : [type];
  return parts.every(
    part =>
      (part.flags & plain) !== 0 ||
      isOfProcess(checker, part) ||
      /^(RegExp|NumberFormat|DateTimeFormat|Collator)$/.test(
        part.symbol?.name ?? '',
      ),
  );
}

/** What a process has once, as the running service, and what makes things when it is called. */
function isOfProcess(checker: ts.TypeChecker, type: ts.Type): boolean {
  const value = checker.getAwaitedType(type) ?? type;
  return (
    /^(RunningService|RunningDispatcher|AmeideClient|ServiceConfig|ServiceDefinition|Statement)$/.test(
      sdkTypeName(value) ?? '',
    ) ||
    (value.getCallSignatures().length > 0 && value.getProperties().length === 0)
  );
}

/** Whether an expression holds the verified tenant and organisation. */
function namesPlace(program: Program, key: ts.Expression): boolean {
  const found = new Set<string>();
  const open: ts.Node[] = [key];
  const seen = new Set<ts.Node>();
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (ts.isExpression(next)) open.push(...valueSources(program, next));
    for (const node of nodesOf(next)) {
      if (!ts.isIdentifier(node)) continue;
      const name = sdkName(symbolOf(program.checker, node));
      if (name !== undefined) found.add(name);
      if (node !== next && ts.isExpression(node)) {
        open.push(...valueSources(program, node));
      }
      const declaration = symbolOf(program.checker, node)?.valueDeclaration;
      if (declaration !== undefined && ts.isBindingElement(declaration)) {
        const taken = (declaration.propertyName ?? declaration.name).getText();
        const type = program.checker.getTypeAtLocation(declaration.parent);
        const bound = sdkName(type.getProperty(taken));
        if (bound !== undefined) found.add(bound);
      }
    }
  }
  return found.has('Identity.tenantId') && found.has('Identity.organizationId');
}
