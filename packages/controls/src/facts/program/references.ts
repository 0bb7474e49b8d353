import ts from 'typescript';
import type { CodeFile, Program } from './program';
import { sdkName, symbolOf } from './symbols';
import { nodesOf } from './walk';

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

/** The calls of an export of the SDK in the service's own code. */
export function callsOfSdk(
  program: Program,
  name: string,
): readonly ts.CallExpression[] {
  return program.files
    .filter(({ role }) => role === 'runtime')
    .flatMap(file =>
      referencesOf(program, file, [name]).flatMap(reference => {
        const callee = ts.isPropertyAccessExpression(reference.parent)
          ? reference.parent
          : reference;
        return ts.isCallExpression(callee.parent) &&
          callee.parent.expression === callee
          ? [callee.parent]
          : [];
      }),
    );
}
