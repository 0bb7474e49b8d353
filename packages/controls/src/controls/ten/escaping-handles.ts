import ts from 'typescript';
import type { CodeFinding } from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { isFunctionWithBody, symbolOf } from '../../facts/program/symbols';
import { bare, nodesOf } from '../../facts/program/walk';
import { isHandle } from './sql-handles';

const LATER =
  /^(setTimeout|setInterval|setImmediate|queueMicrotask)$|\.nextTick$/;
const KEEPS = new Set(['set', 'add', 'push', 'unshift', 'run', 'enterWith']);

/** Handles that are kept in a module, used later, or used without being waited for. */
export function escapingHandles(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    const report = (node: ts.Node, about: string, message: string) =>
      found.push({ node, about, message });
    for (const node of nodesOf(source)) {
      if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        isOfModule(program, node.left) &&
        isHandle(checker.getTypeAtLocation(node.right))
      ) {
        report(
          node,
          node.left.getText(),
          `${node.left.getText()} keeps the handle of one call for all.`,
        );
      } else if (ts.isCallExpression(node)) {
        const callee = node.expression;
        if (
          ts.isPropertyAccessExpression(callee) &&
          KEEPS.has(callee.name.text) &&
          isOfModule(program, callee.expression) &&
          node.arguments.some(argument =>
            isHandle(checker.getTypeAtLocation(argument)),
          )
        ) {
          report(
            node,
            callee.expression.getText(),
            `${callee.expression.getText()} keeps the handle of one call for all.`,
          );
        } else if (
          LATER.test(callee.getText()) &&
          node.arguments.some(argument => holdsHandle(program, argument))
        ) {
          report(
            node,
            callee.getText(),
            `${callee.getText()} uses a handle when its call may be over.`,
          );
        } else if (isNotWaitedFor(node) && holdsHandle(program, node)) {
          const type = checker.getTypeAtLocation(node);
          if (type.getProperty('then') !== undefined) {
            report(
              node,
              callee.getText().slice(0, 60),
              `Nobody waits for ${callee
                .getText()
                .slice(0, 60)}, which uses a handle.`,
            );
          }
        }
      }
    }
    return found;
  });
}

function isOfModule(program: Program, expression: ts.Expression): boolean {
  let root = bare(expression);
  while (
    ts.isPropertyAccessExpression(root) ||
    ts.isElementAccessExpression(root)
  ) {
    root = bare(root.expression);
  }
  if (!ts.isIdentifier(root)) return false;
  const declaration = symbolOf(program.checker, root)?.valueDeclaration;
  if (declaration === undefined) return root.text === 'globalThis';
  if (!ts.isVariableDeclaration(declaration)) return false;
  for (
    let around: ts.Node = declaration;
    around !== undefined;
    around = around.parent
  ) {
    if (isFunctionWithBody(around)) return false;
  }
  return true;
}

function isNotWaitedFor(call: ts.CallExpression): boolean {
  const { parent } = call;
  return (
    ts.isExpressionStatement(parent) ||
    (ts.isVoidExpression(parent) && ts.isExpressionStatement(parent.parent))
  );
}

/** Whether a part of the code names a handle that was made outside of it. */
function holdsHandle(program: Program, root: ts.Node): boolean {
  for (const node of nodesOf(root, ts.isTypeNode)) {
    if (!ts.isIdentifier(node)) continue;
    const declaration = symbolOf(program.checker, node)?.valueDeclaration;
    if (
      declaration !== undefined &&
      (declaration.pos < root.pos || declaration.end > root.end) &&
      isHandle(program.checker.getTypeAtLocation(node))
    ) {
      return true;
    }
  }
  return false;
}
