import ts from 'typescript';

/** The text of a literal, or of literals that are added, joined or decoded; undefined for anything else. */
export function constantText(node: ts.Node, depth = 0): string | undefined {
  if (depth > 200) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (
    ts.isParenthesizedExpression(node) ||
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node)
  ) {
    return constantText(node.expression, depth + 1);
  }
  if (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.PlusToken
  ) {
    const left = constantText(node.left, depth + 1);
    const right =
      left === undefined ? left : constantText(node.right, depth + 1);
    return right === undefined ? undefined : `${left}${right}`;
  }
  if (ts.isTemplateExpression(node)) {
    let text = node.head.text;
    for (const span of node.templateSpans) {
      const part = constantText(span.expression, depth + 1);
      if (part === undefined) return undefined;
      text += part + span.literal.text;
    }
    return text;
  }
  if (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    ts.isArrayLiteralExpression(node.expression.expression) &&
    (node.expression.name.text === 'join' ||
      node.expression.name.text === 'concat')
  ) {
    const [separator] = node.arguments;
    const glue =
      separator === undefined ? ',' : constantText(separator, depth + 1);
    const parts = node.expression.expression.elements.map(element =>
      constantText(element, depth + 1),
    );
    return glue === undefined || parts.includes(undefined)
      ? undefined
      : parts.join(glue);
  }
  return ts.isCallExpression(node) ? decodedText(node, depth) : undefined;
}

/** The text of `atob('…')` and `Buffer.from('…', 'base64').toString()`. */
function decodedText(
  call: ts.CallExpression,
  depth: number,
): string | undefined {
  const { expression } = call;
  if (ts.isIdentifier(expression) && expression.text === 'atob') {
    const [encoded] = call.arguments;
    const text =
      encoded === undefined ? undefined : constantText(encoded, depth + 1);
    return text === undefined
      ? undefined
      : Buffer.from(text, 'base64').toString('utf8');
  }
  if (
    !ts.isPropertyAccessExpression(expression) ||
    expression.name.text !== 'toString' ||
    !ts.isCallExpression(expression.expression)
  ) {
    return undefined;
  }
  const made = expression.expression;
  const [content, encoding] = made.arguments;
  if (
    !ts.isPropertyAccessExpression(made.expression) ||
    made.expression.name.text !== 'from' ||
    content === undefined ||
    encoding === undefined
  ) {
    return undefined;
  }
  const text = constantText(content, depth + 1);
  const form = constantText(encoding, depth + 1);
  return text !== undefined &&
    (form === 'base64' || form === 'base64url' || form === 'hex')
    ? Buffer.from(text, form).toString('utf8')
    : undefined;
}
