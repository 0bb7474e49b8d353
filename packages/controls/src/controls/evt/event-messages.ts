import ts from 'typescript';
import type {
  ContractMessage,
  Contracts,
} from '../../facts/contracts/contracts';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { sdkNameAt, symbolOf } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

/** What has happened. */
const EVENT = /(ed|Event|Happened|Sent|Paid|Begun|Done)$/;

/** Messages that callers ask with or are answered with, at any depth. */
function called(contracts: Contracts): ReadonlySet<string> {
  const seen = new Set<string>();
  const open = contracts.methods.flatMap(({ input, output }) => [
    input,
    output,
  ]);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const { type } of contracts.messages.get(name)?.fields ?? []) {
      if (type.kind === 'message') open.push(type.name);
    }
  }
  return seen;
}

/** Messages that leave as events: what is emitted, and what no method asks or answers with. */
export function eventMessages(
  program: Program,
  contracts: Contracts,
): readonly ContractMessage[] {
  const ofMethods = called(contracts);
  const emitted = new Set<string>();
  for (const { source } of runtimeFiles(program)) {
    for (const node of nodesOf(source)) {
      if (
        ts.isCallExpression(node) &&
        sdkNameAt(program.checker, node.expression) === 'ChangeTransaction.emit'
      ) {
        const [schema] = node.arguments;
        const name = schema && symbolOf(program.checker, schema)?.name;
        if (name !== undefined) emitted.add(name.replace(/Schema$/, ''));
      }
    }
  }
  const events = [...contracts.messages.values()].filter(({ name }) => {
    const short = name.slice(name.lastIndexOf('.') + 1);
    return emitted.has(short) || (EVENT.test(short) && !ofMethods.has(name));
  });
  return events;
}

/** A message and all messages of the tree that it holds. */
export function withParts(
  contracts: Contracts,
  message: ContractMessage,
): readonly ContractMessage[] {
  const parts = new Set<ContractMessage>();
  const open = [message];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (parts.has(next)) continue;
    parts.add(next);
    for (const { type } of next.fields) {
      const part = contracts.messages.get(type.name);
      if (type.kind === 'message' && part !== undefined) open.push(part);
    }
  }
  return [...parts];
}
