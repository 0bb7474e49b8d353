import * as protobuf from 'protobufjs';
import type { Structure } from './structure';

/** Comments by which buf, protoc and generators are told something. */
const DIRECTIVE = /^\s*(?:\/\/+|\*)?\s*(buf:\S+|@+\w+)/gm;

/**
 * Package, imports and every declaration with its numbers and options, and the
 * comments that are addressed to tools.
 *
 * @throws Error where the text is not a .proto file.
 */
export function protoStructure(text: string): Structure {
  const root = new protobuf.Root();
  const parsed = protobuf.parse(text, root, { keepCase: true });
  return [
    parsed.package ?? null,
    parsed.imports ?? [],
    JSON.parse(JSON.stringify(root.toJSON())) as Structure,
    parsedOptionsOf(root),
    [...text.matchAll(DIRECTIVE)].map(([, directive = '']) => directive),
  ];
}

/** Options with their nesting, which the JSON of protobufjs does not keep. */
function parsedOptionsOf(object: protobuf.ReflectionObject): Structure {
  const below =
    object instanceof protobuf.Namespace
      ? [
          ...object.nestedArray,
          ...(object instanceof protobuf.Type ? object.fieldsArray : []),
          ...(object instanceof protobuf.Service ? object.methodsArray : []),
        ]
      : [];
  return [
    object.name,
    // The declarations of protobufjs leave this property untyped.
    ((object.parsedOptions as Structure | null | undefined) ??
      null) as Structure,
    below.map(parsedOptionsOf),
  ];
}
