import ts from 'typescript';

/** Nodes of whole files: every control goes through them. */
const ofFiles = new WeakMap<ts.SourceFile, readonly ts.Node[]>();

/**
 * Every node below a root and the root itself, in the order of the text. It
 * holds its own stack: how deep a tree's code is nested is not ours to choose.
 *
 * @param skip nodes that are not entered.
 */
export function nodesOf(
  root: ts.Node,
  skip?: (node: ts.Node) => boolean,
): Iterable<ts.Node> {
  if (skip !== undefined || !ts.isSourceFile(root)) return walk(root, skip);
  let nodes = ofFiles.get(root);
  if (nodes === undefined) {
    nodes = [...walk(root)];
    ofFiles.set(root, nodes);
  }
  return nodes;
}

function* walk(
  root: ts.Node,
  skip: (node: ts.Node) => boolean = () => false,
): Generator<ts.Node> {
  const open: ts.Node[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    if (skip(node)) continue;
    const first = open.length;
    ts.forEachChild(node, child => {
      open.push(child);
    });
    // The first child is to be taken next.
    for (
      let low = first, high = open.length - 1;
      low < high;
      low += 1, high -= 1
    ) {
      const [left, right] = [open[low], open[high]];
      if (left === undefined || right === undefined) break;
      open[low] = right;
      open[high] = left;
    }
  }
}

const identifiers = new WeakMap<
  ts.SourceFile,
  ReadonlyMap<string, readonly ts.Identifier[]>
>();

/** The identifiers of a file by their text, each list in the order of the file. */
export function identifiersOf(
  source: ts.SourceFile,
): ReadonlyMap<string, readonly ts.Identifier[]> {
  let known = identifiers.get(source);
  if (known === undefined) {
    const found = new Map<string, ts.Identifier[]>();
    for (const node of nodesOf(source)) {
      if (!ts.isIdentifier(node)) continue;
      const same = found.get(node.text);
      if (same === undefined) found.set(node.text, [node]);
      else same.push(node);
    }
    known = found;
    identifiers.set(source, known);
  }
  return known;
}

/** From 1. */
export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** `c` of `a.b.c` and of `c`; empty where an expression is no name. */
export function lastName(expression: ts.Expression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}

/** Without parentheses, `as`, `satisfies`, `!` and type assertions around it. */
export function bare(expression: ts.Expression): ts.Expression {
  let inner = expression;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner) ||
    ts.isTypeAssertionExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The outermost of the parentheses and assertions around an expression. */
export function wrapped(expression: ts.Node): ts.Node {
  let outer = expression;
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    ts.isAsExpression(outer.parent) ||
    ts.isSatisfiesExpression(outer.parent) ||
    ts.isNonNullExpression(outer.parent) ||
    ts.isTypeAssertionExpression(outer.parent)
  ) {
    outer = outer.parent;
  }
  return outer;
}
