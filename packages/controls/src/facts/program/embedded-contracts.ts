import { fromBinary } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';
import ts from 'typescript';
import { constantText } from './constant-text';
import { runtimeFiles } from './package-uses';
import type { Program } from './program';
import { nodesOf } from './walk';

/** A contract as generated code carries it: what the service really runs by. */
export interface EmbeddedContract {
  /** Path in the tree of the generated code. */
  readonly path: string;
  readonly node: ts.Node;
  /** Undefined where it cannot be read. */
  readonly descriptor: FileDescriptorProto | undefined;
}

const known = new WeakMap<Program, readonly EmbeddedContract[]>();

/** The contracts in the generated code of the service. */
export function embeddedContracts(
  program: Program,
): readonly EmbeddedContract[] {
  let found = known.get(program);
  if (found === undefined) {
    found = findEmbedded(program);
    known.set(program, found);
  }
  return found;
}

function findEmbedded(program: Program): readonly EmbeddedContract[] {
  const found: EmbeddedContract[] = [];
  for (const { path, source, modules } of runtimeFiles(program)) {
    const names = modules.some(
      use =>
        use.package === '@bufbuild/protobuf' &&
        use.names.some(({ name }) => name === 'fileDesc' || name === '*'),
    );
    if (!names) continue;
    for (const node of nodesOf(source)) {
      if (!ts.isCallExpression(node)) continue;
      const callee = node.expression;
      const name = ts.isPropertyAccessExpression(callee)
        ? callee.name.text
        : callee.getText();
      if (name !== 'fileDesc') continue;
      const [encoded] = node.arguments;
      const text = encoded && constantText(program.checker, encoded);
      found.push({
        path,
        node,
        descriptor: (text && decoded(text)) || undefined,
      });
    }
  }
  return found;
}

function decoded(text: string): FileDescriptorProto | undefined {
  try {
    return fromBinary(FileDescriptorProtoSchema, base64Decode(text));
  } catch {
    return undefined;
  }
}
