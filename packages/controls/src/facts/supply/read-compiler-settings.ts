import ts from 'typescript';
import type { CompilerSettings, CompilerSwitch } from './supply';

/**
 * Reads a tsconfig.json, comments and all, by the compiler's own parser.
 *
 * @throws Error when it is no such file.
 */
export function readCompilerSettings(
  file: string,
  text: string,
): CompilerSettings {
  const source = ts.parseJsonText(file, text);
  const root = source.statements[0]?.expression;
  if (root === undefined || !ts.isObjectLiteralExpression(root)) {
    throw new Error('is no object');
  }
  const lineOf = (node: ts.Node) =>
    source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
  const options = valueOf(root, 'compilerOptions');
  const switches: CompilerSwitch[] = [];
  if (options !== undefined && ts.isObjectLiteralExpression(options)) {
    for (const property of options.properties) {
      if (!ts.isPropertyAssignment(property)) continue;
      const { kind } = property.initializer;
      if (
        kind === ts.SyntaxKind.TrueKeyword ||
        kind === ts.SyntaxKind.FalseKeyword
      ) {
        switches.push({
          name: nameOf(property),
          isOn: kind === ts.SyntaxKind.TrueKeyword,
          line: lineOf(property),
        });
      }
    }
  }
  const parents = valueOf(root, 'extends');
  const named =
    parents !== undefined && ts.isArrayLiteralExpression(parents)
      ? parents.elements
      : [parents];
  return {
    file,
    switches,
    extended: named.flatMap(one =>
      one !== undefined && ts.isStringLiteral(one) ? [one.text] : [],
    ),
  };
}

function nameOf({ name }: ts.PropertyAssignment): string {
  return ts.isStringLiteral(name) || ts.isIdentifier(name) ? name.text : '';
}

/** The last value under a name, which is the one that counts. */
function valueOf(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.Expression | undefined {
  return object.properties
    .filter(ts.isPropertyAssignment)
    .filter(property => nameOf(property) === name)
    .at(-1)?.initializer;
}
