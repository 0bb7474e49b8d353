import ts from 'typescript';
import type { CodeFile, Program } from './program';
import { sdkName, symbolOf } from './symbols';
import { bare, identifiersOf, nodesOf } from './walk';

const DEEPEST = 10;

/** Where a file takes an export of the SDK as a value, under whatever name. */
export function referencesOf(
  program: Program,
  file: CodeFile,
  names: readonly string[],
): readonly ts.Identifier[] {
  const { checker } = program;
  const isWanted = (node: ts.Identifier) => {
    const name = sdkName(symbolOf(checker, node));
    return name !== undefined && names.includes(name);
  };
  const byText = identifiersOf(file.source);
  // By its own name, as a member of a namespace too, or by what an import calls it.
  const texts = new Set(names);
  for (const [text, nodes] of byText) {
    const [first] = nodes;
    if (
      first !== undefined &&
      ts.isImportSpecifier(first.parent) &&
      isWanted(first)
    ) {
      texts.add(text);
    }
    const renamed = nodes.find(
      node =>
        ts.isImportSpecifier(node.parent) &&
        node.parent.propertyName !== undefined,
    );
    if (renamed !== undefined && isWanted(renamed)) texts.add(text);
  }
  const found: ts.Identifier[] = [];
  for (const text of texts) {
    for (const node of byText.get(text) ?? []) {
      if (!isInImport(node) && !ts.isPartOfTypeNode(node) && isWanted(node)) {
        found.push(node);
      }
    }
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

function isInImport(node: ts.Node): boolean {
  return (
    ts.isImportSpecifier(node.parent) ||
    ts.isImportClause(node.parent) ||
    ts.isNamespaceImport(node.parent)
  );
}
