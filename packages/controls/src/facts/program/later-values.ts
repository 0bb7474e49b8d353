import ts from 'typescript';
import { identifiersOf } from './walk';

const ADDS = new Set(['push', 'unshift', 'add', 'set', 'append']);

/**
 * What a variable, or a part of it, is given after it was declared: by
 * assignments, and by what adds to a collection.
 */
export function laterValues(
  checker: ts.TypeChecker,
  declaration: ts.VariableDeclaration,
): readonly ts.Expression[] {
  if (!ts.isIdentifier(declaration.name)) return [];
  const symbol = checker.getSymbolAtLocation(declaration.name);
  const found: ts.Expression[] = [];
  const source = declaration.getSourceFile();
  for (const node of identifiersOf(source).get(declaration.name.text) ?? []) {
    if (node === declaration.name) continue;
    if (checker.getSymbolAtLocation(node) !== symbol) continue;
    let target: ts.Node = node;
    while (
      (ts.isPropertyAccessExpression(target.parent) ||
        ts.isElementAccessExpression(target.parent)) &&
      target.parent.expression === target
    ) {
      target = target.parent;
    }
    const { parent } = target;
    if (
      ts.isBinaryExpression(parent) &&
      parent.left === target &&
      parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment
    ) {
      found.push(parent.right);
    } else if (
      ts.isCallExpression(parent) &&
      ts.isPropertyAccessExpression(target) &&
      ADDS.has(target.name.text)
    ) {
      found.push(...parent.arguments);
    }
  }
  return found;
}
