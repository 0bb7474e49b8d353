import ts from 'typescript';
import { isFunctionWithBody } from './symbols';
import { nodesOf } from './walk';

/** What a function gives back. */
export function returned(
  called: ts.SignatureDeclaration,
): readonly ts.Expression[] {
  if (!isFunctionWithBody(called) || called.body === undefined) return [];
  if (!ts.isBlock(called.body)) return [called.body];
  const body = called.body;
  const found: ts.Expression[] = [];
  for (const node of nodesOf(
    body,
    inner => inner !== body && isFunctionWithBody(inner),
  )) {
    if (ts.isReturnStatement(node) && node.expression !== undefined) {
      found.push(node.expression);
    }
  }
  return found;
}
