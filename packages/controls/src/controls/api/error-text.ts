import ts from 'typescript';
import type { Program } from '../../facts/program/program';
import { isFunctionWithBody, symbolOf } from '../../facts/program/symbols';
import { bare, nodesOf } from '../../facts/program/walk';

const DEEPEST = 10;
const PROMISE_FAILURES = new Set(['catch']);

/** Whether an expression holds what a caught error says. */
export function holdsErrorText(
  program: Program,
  expression: ts.Expression,
  depth = 0,
): boolean {
  if (depth > DEEPEST) return false;
  const { checker } = program;
  for (const node of nodesOf(expression, isFunctionWithBody)) {
    if (!ts.isIdentifier(node)) continue;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent) && parent.name === node) continue;
    if (ts.isPropertyAssignment(parent) && parent.name === node) continue;
    const declaration = symbolOf(checker, node)?.valueDeclaration;
    if (declaration === undefined) continue;
    // A code tells nothing that the caller may not know.
    if (
      ts.isPropertyAccessExpression(parent) &&
      ['code', 'name', 'status'].includes(parent.name.text)
    ) {
      continue;
    }
    if (ts.isBinaryExpression(parent) && isTest(parent)) continue;
    if (isCaught(declaration)) return true;
    if (ts.isBindingElement(declaration)) {
      const holder = declaration.parent.parent;
      if (
        ts.isVariableDeclaration(holder) &&
        holder.initializer !== undefined &&
        holdsErrorText(program, holder.initializer, depth + 1)
      ) {
        return true;
      }
    }
    if (
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      !ts.isFunctionLike(bare(declaration.initializer)) &&
      holdsErrorText(program, declaration.initializer, depth + 1)
    ) {
      return true;
    }
    if (ts.isParameter(declaration)) {
      const index = declaration.parent.parameters.indexOf(declaration);
      for (const call of program.calls.get(declaration.parent) ?? []) {
        const argument = call.arguments[index];
        if (
          argument !== undefined &&
          holdsErrorText(program, argument, depth + 1)
        ) {
          return true;
        }
      }
    }
  }
  return false;
}

function isTest({ operatorToken: { kind } }: ts.BinaryExpression): boolean {
  return (
    kind === ts.SyntaxKind.InstanceOfKeyword ||
    kind === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    kind === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}

/** The variable of a catch clause, or the parameter of what is given to `.catch`. */
function isCaught(declaration: ts.Declaration): boolean {
  if (
    ts.isBindingElement(declaration) &&
    ts.isVariableDeclaration(declaration.parent.parent)
  ) {
    return ts.isCatchClause(declaration.parent.parent.parent);
  }
  if (ts.isVariableDeclaration(declaration)) {
    return ts.isCatchClause(declaration.parent);
  }
  if (!ts.isParameter(declaration)) return false;
  const call = declaration.parent.parent;
  return (
    ts.isCallExpression(call) &&
    ts.isPropertyAccessExpression(call.expression) &&
    (PROMISE_FAILURES.has(call.expression.name.text) ||
      (call.expression.name.text === 'then' &&
        call.arguments[1] === declaration.parent))
  );
}
