import ts from 'typescript';
import type { Program } from './program';
import { returned } from './returned';
import { functionOf, isOfTree, symbolOf } from './symbols';
import { bare } from './walk';

const DEEPEST = 20;
/** Steps that are taken for one value; a function may be called from everywhere. */
const MOST_STEPS = 2_000;

/**
 * The expressions that a value may come from: through constants, parameters of
 * the tree's functions, what they return, and alternatives. What cannot be
 * followed is given as it stands.
 */
export function valueSources(
  program: Pick<Program, 'checker' | 'calls'>,
  expression: ts.Expression,
): readonly ts.Expression[] {
  const found: ts.Expression[] = [];
  const seen = new Set<ts.Node>();
  const open: { expression: ts.Expression; depth: number }[] = [
    { expression, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const inner = bare(next.expression);
    if (seen.has(inner) || seen.size > MOST_STEPS) continue;
    seen.add(inner);
    const further =
      next.depth > DEEPEST ? undefined : stepsBack(program, inner);
    if (further === undefined || further.length === 0) found.push(inner);
    else {
      for (const step of further) {
        open.push({ expression: step, depth: next.depth + 1 });
      }
    }
  }
  return found;
}

function stepsBack(
  { checker, calls }: Pick<Program, 'checker' | 'calls'>,
  inner: ts.Expression,
): readonly ts.Expression[] | undefined {
  if (ts.isAwaitExpression(inner)) return [inner.expression];
  if (ts.isConditionalExpression(inner)) {
    return [inner.whenTrue, inner.whenFalse];
  }
  if (
    ts.isBinaryExpression(inner) &&
    (inner.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ||
      inner.operatorToken.kind === ts.SyntaxKind.BarBarToken)
  ) {
    return [inner.left, inner.right];
  }
  if (ts.isCallExpression(inner)) {
    const callee = ts.isPropertyAccessExpression(inner.expression)
      ? inner.expression.name
      : inner.expression;
    const called = functionOf(symbolOf(checker, callee));
    return called === undefined ? undefined : returned(called);
  }
  if (!ts.isIdentifier(inner)) return undefined;
  const declaration = symbolOf(checker, inner)?.valueDeclaration;
  if (declaration === undefined || !isOfTree(declaration)) return undefined;
  if (ts.isVariableDeclaration(declaration)) {
    return declaration.initializer && ts.isIdentifier(declaration.name)
      ? [declaration.initializer]
      : undefined;
  }
  if (ts.isParameter(declaration)) {
    const index = declaration.parent.parameters.indexOf(declaration);
    return (calls.get(declaration.parent) ?? []).flatMap(
      call => call.arguments[index] ?? [],
    );
  }
  return undefined;
}

/** The value that an object gives for a name, through its spreads; the last that stands there counts. */
export function propertyValue(
  program: Program,
  object: ts.ObjectLiteralExpression,
  name: string,
  depth = 0,
): ts.Expression | undefined {
  for (const property of [...object.properties].reverse()) {
    if (ts.isSpreadAssignment(property)) {
      if (depth > DEEPEST) continue;
      for (const source of valueSources(program, property.expression)) {
        const value =
          ts.isObjectLiteralExpression(source) &&
          propertyValue(program, source, name, depth + 1);
        if (value) return value;
      }
    } else if (
      property.name !== undefined &&
      (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) &&
      property.name.text === name
    ) {
      if (ts.isPropertyAssignment(property)) return property.initializer;
      if (ts.isShorthandPropertyAssignment(property)) return property.name;
    }
  }
  return undefined;
}
