import ts from 'typescript';
import type { CodeFile, Program } from './program';
import { identifiersOf } from './walk';

/** How a file uses something that it has taken of a module. */
export interface MemberCalls {
  readonly calls: readonly ts.CallExpression[];
  /** It is given on as a value too, to be called who knows where. */
  readonly escapes: boolean;
}

/**
 * Calls of a member of a module.
 *
 * @param at where the member is taken, as a use of the module says.
 */
export function memberCalls(
  program: Program,
  file: CodeFile,
  at: ts.Node,
): MemberCalls {
  const calls: ts.CallExpression[] = [];
  let escapes = false;
  const take = (reference: ts.Node): void => {
    const { parent } = reference;
    if (ts.isCallExpression(parent) && parent.expression === reference) {
      calls.push(parent);
    } else escapes = true;
  };
  if (!ts.isImportSpecifier(at)) {
    take(at);
    return { calls, escapes };
  }
  const symbol = program.checker.getSymbolAtLocation(at.name);
  for (const node of identifiersOf(file.source).get(at.name.text) ?? []) {
    if (
      !ts.isImportSpecifier(node.parent) &&
      !ts.isPartOfTypeNode(node) &&
      program.checker.getSymbolAtLocation(node) === symbol
    ) {
      take(node);
    }
  }
  return { calls, escapes };
}
