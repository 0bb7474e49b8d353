import ts from 'typescript';
import type { CodeFile, Program } from './program';
import { sdkName, symbolOf } from './symbols';
import { bare, nodesOf } from './walk';

const DEEPEST = 10;

/** Where a file takes an export of the SDK as a value, under whatever name. */
export function referencesOf(
  program: Program,
  file: CodeFile,
  names: readonly string[],
): readonly ts.Identifier[] {
  const found: ts.Identifier[] = [];
  for (const node of nodesOf(
    file.source,
    inner => ts.isImportDeclaration(inner) || ts.isTypeNode(inner),
  )) {
    if (!ts.isIdentifier(node) || ts.isImportDeclaration(node)) continue;
    const name = sdkName(symbolOf(program.checker, node));
    if (name !== undefined && names.includes(name)) found.push(node);
  }
  return found;
}

/** The calls of an export of the SDK in the service's own code, by another name of it too. */
export function callsOfSdk(
  program: Program,
  name: string,
): readonly ts.CallExpression[] {
  const { checker } = program;
  const isNamed = (expression: ts.Expression, depth = 0): boolean => {
    const inner = bare(expression);
    const symbol = symbolOf(
      checker,
      ts.isPropertyAccessExpression(inner) ? inner.name : inner,
    );
    if (sdkName(symbol) === name) return true;
    const declaration = symbol?.valueDeclaration;
    return (
      depth < DEEPEST &&
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      !ts.isFunctionLike(declaration.initializer) &&
      isNamed(declaration.initializer, depth + 1)
    );
  };
  return program.files
    .filter(({ role }) => role === 'runtime')
    .flatMap(({ source }) =>
      [...nodesOf(source)].filter(
        (node): node is ts.CallExpression =>
          ts.isCallExpression(node) && isNamed(node.expression),
      ),
    );
}
