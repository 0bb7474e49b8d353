import ts from 'typescript';
import type { Program } from './program';
import { functionOf, isFunctionWithBody, sdkName, symbolOf } from './symbols';
import { nodesOf } from './walk';

/**
 * Whether something of the SDK can be reached from a part of the code: what
 * stands in it, and in the functions of the tree that it names.
 *
 * @param wanted as `ServiceCall.change`.
 */
export function reaches(
  program: Program,
  root: ts.Node,
  wanted: readonly string[],
): boolean {
  const seen = new Set<ts.Node>();
  const open: ts.Node[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    for (const node of nodesOf(next, inner => ts.isTypeNode(inner))) {
      if (!ts.isIdentifier(node)) continue;
      const symbol = symbolOf(program.checker, node);
      const name = sdkName(symbol);
      if (name !== undefined && wanted.includes(name)) return true;
      const called = functionOf(symbol);
      if (
        called !== undefined &&
        isFunctionWithBody(called) &&
        called.body !== undefined
      ) {
        open.push(called.body);
      }
    }
  }
  return false;
}
