import ts from 'typescript';
import { bare } from './walk';

const DEEPEST = 20;

/** The text that an expression always is; undefined where that cannot be told. */
export function constantText(
  checker: ts.TypeChecker,
  expression: ts.Expression,
  depth = 0,
): string | undefined {
  if (depth > DEEPEST) return undefined;
  const inner = bare(expression);
  const part = (other: ts.Expression) =>
    constantText(checker, other, depth + 1);
  if (ts.isStringLiteralLike(inner) || ts.isNumericLiteral(inner)) {
    return inner.text;
  }
  if (
    ts.isBinaryExpression(inner) &&
    inner.operatorToken.kind === ts.SyntaxKind.PlusToken
  ) {
    const left = part(inner.left);
    const right = left === undefined ? undefined : part(inner.right);
    return right === undefined ? undefined : `${left}${right}`;
  }
  if (ts.isTemplateExpression(inner)) {
    let text = inner.head.text;
    for (const span of inner.templateSpans) {
      const value = part(span.expression);
      if (value === undefined) return undefined;
      text += value + span.literal.text;
    }
    return text;
  }
  if (
    ts.isCallExpression(inner) &&
    ts.isPropertyAccessExpression(inner.expression) &&
    inner.expression.name.text === 'join' &&
    ts.isArrayLiteralExpression(bare(inner.expression.expression))
  ) {
    const list = bare(inner.expression.expression);
    const [first] = inner.arguments;
    const separator = first === undefined ? ',' : part(first);
    if (!ts.isArrayLiteralExpression(list) || separator === undefined) {
      return undefined;
    }
    const parts = list.elements.map(part);
    return parts.includes(undefined) ? undefined : parts.join(separator);
  }
  if (ts.isIdentifier(inner) || ts.isPropertyAccessExpression(inner)) {
    const symbol = checker.getSymbolAtLocation(inner);
    const declaration = symbol?.valueDeclaration;
    if (
      declaration !== undefined &&
      ts.isVariableDeclaration(declaration) &&
      declaration.initializer !== undefined &&
      (ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const) !== 0
    ) {
      return part(declaration.initializer);
    }
    const type = checker.getTypeAtLocation(inner);
    return type.isStringLiteral() ? type.value : undefined;
  }
  return undefined;
}

/** The name by which an access takes a member: `.name` or `['name']`; undefined where it is computed. */
export function memberName(
  checker: ts.TypeChecker,
  access: ts.PropertyAccessExpression | ts.ElementAccessExpression,
): string | undefined {
  return ts.isPropertyAccessExpression(access)
    ? access.name.text
    : constantText(checker, access.argumentExpression);
}
