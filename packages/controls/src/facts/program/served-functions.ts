import ts from 'typescript';
import type { Program } from './program';
import {
  functionOf,
  isFunctionWithBody,
  sdkTypeName,
  symbolOf,
} from './symbols';
import { nodesOf } from './walk';

/** What only the SDK makes, for one call or one event. */
const OF_A_CALL = new Set(['ServiceCall', 'TenantReader', 'ChangeTransaction']);

const known = new WeakMap<Program, ReadonlySet<ts.Node>>();

/** The functions that work for a call: those that get something of it, and all that they name. */
export function servedFunctions(program: Program): ReadonlySet<ts.Node> {
  let found = known.get(program);
  if (found === undefined) {
    found = findServed(program);
    known.set(program, found);
  }
  return found;
}

function findServed(program: Program): ReadonlySet<ts.Node> {
  const { checker } = program;
  const served = new Set<ts.Node>();
  const open: ts.Node[] = [];
  for (const { source, role } of program.files) {
    if (role !== 'runtime') continue;
    for (const node of nodesOf(source)) {
      if (
        isFunctionWithBody(node) &&
        node.parameters.some(parameter =>
          OF_A_CALL.has(
            sdkTypeName(checker.getTypeAtLocation(parameter)) ?? '',
          ),
        )
      ) {
        open.push(node);
      }
    }
  }
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (served.has(next)) continue;
    served.add(next);
    for (const node of nodesOf(next, ts.isTypeNode)) {
      if (!ts.isIdentifier(node)) continue;
      const called = functionOf(symbolOf(checker, node));
      if (called !== undefined) open.push(called);
    }
  }
  return served;
}
