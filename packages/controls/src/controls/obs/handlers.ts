import ts from 'typescript';
import type {
  ContractMethod,
  Contracts,
} from '../../facts/contracts/contracts';
import type { Program } from '../../facts/program/program';
import { servedFiles } from '../../facts/program/served-files';
import { sdkTypeName } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

type HandlerNode =
  | ts.MethodDeclaration
  | ts.PropertyAssignment
  | ts.PropertyDeclaration
  | ts.ShorthandPropertyAssignment;

/** What carries out a method of the contract. */
export interface Handler {
  readonly method: ContractMethod;
  readonly node: HandlerNode;
}

/** The members of objects that have the name of a method and take a call of the SDK. */
export function handlersOf(
  program: Program,
  contracts: Contracts,
): readonly Handler[] {
  const byName = new Map<string, ContractMethod[]>();
  for (const method of contracts.methods) {
    const known = byName.get(method.localName);
    if (known === undefined) byName.set(method.localName, [method]);
    else known.push(method);
  }
  return servedFiles(program).flatMap(({ source }) => {
    const found: Handler[] = [];
    for (const node of nodesOf(source)) {
      if (
        !ts.isMethodDeclaration(node) &&
        !ts.isPropertyAssignment(node) &&
        !ts.isPropertyDeclaration(node) &&
        !ts.isShorthandPropertyAssignment(node)
      ) {
        continue;
      }
      if (
        !ts.isObjectLiteralExpression(node.parent) &&
        !ts.isClassLike(node.parent)
      ) {
        continue;
      }
      const methods = byName.get(node.name.getText()) ?? [];
      if (methods.length === 0 || !takesCall(program, node)) continue;
      found.push(...methods.map(method => ({ method, node })));
    }
    return found;
  });
}

function takesCall({ checker }: Program, node: HandlerNode): boolean {
  const value = ts.isPropertyAssignment(node) ? node.initializer : node;
  const type = ts.isShorthandPropertyAssignment(node)
    ? checker.getTypeAtLocation(node.name)
    : checker.getTypeAtLocation(value);
  return type.getCallSignatures().some(signature => {
    const [, call] = signature.getParameters();
    return (
      call !== undefined &&
      sdkTypeName(checker.getTypeOfSymbolAtLocation(call, value)) ===
        'ServiceCall'
    );
  });
}
