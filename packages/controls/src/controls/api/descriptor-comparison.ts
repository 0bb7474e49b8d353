import {
  clearField,
  createRegistry,
  type DescMessage,
  equals,
  fromBinary,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { protoCamelCase } from '@bufbuild/protobuf/reflect';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  EnumDescriptorProtoSchema,
  FieldDescriptorProtoSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type MethodDescriptorProto,
  MethodDescriptorProtoSchema,
} from '@bufbuild/protobuf/wkt';

const COMPARED = { unknown: true, registry: createRegistry() };

/** A copy without what generated code leaves out. */
function stripped(file: FileDescriptorProto): FileDescriptorProto {
  const copy = fromBinary(
    FileDescriptorProtoSchema,
    toBinary(FileDescriptorProtoSchema, file),
  );
  clearField(copy, FileDescriptorProtoSchema.field.dependency);
  clearField(copy, FileDescriptorProtoSchema.field.sourceCodeInfo);
  const open = [...copy.messageType];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const field of next.field) {
      if (field.jsonName === protoCamelCase(field.name)) {
        clearField(field, FieldDescriptorProtoSchema.field.jsonName);
      }
      field.options?.$unknown?.sort((first, second) => first.no - second.no);
    }
    open.push(...next.nestedType);
  }
  for (const { method } of copy.service) {
    for (const { options } of method) {
      options?.$unknown?.sort((first, second) => first.no - second.no);
    }
  }
  return copy;
}

function differing<D extends DescMessage>(
  schema: D,
  first: readonly (MessageShape<D> & { name: string })[],
  second: readonly (MessageShape<D> & { name: string })[],
): string[] {
  const others = new Map(second.map(one => [one.name, one]));
  const names = first.flatMap(one => {
    const other = others.get(one.name);
    others.delete(one.name);
    return other !== undefined && equals(schema, one, other, COMPARED)
      ? []
      : [one.name];
  });
  return [...names, ...others.keys()];
}

function methodsOf(file: FileDescriptorProto): MethodDescriptorProto[] {
  return file.service.flatMap(({ name, method }) =>
    method.map(one => ({ ...one, name: `${name}/${one.name}` })),
  );
}

/** Names of the messages, enums and methods in which two descriptors of a file differ. */
export function differences(
  first: FileDescriptorProto,
  second: FileDescriptorProto,
): readonly string[] {
  const [one, other] = [stripped(first), stripped(second)];
  const names = [
    ...differing(DescriptorProtoSchema, one.messageType, other.messageType),
    ...differing(EnumDescriptorProtoSchema, one.enumType, other.enumType),
    ...differing(MethodDescriptorProtoSchema, methodsOf(one), methodsOf(other)),
  ];
  return names.length > 0 ||
    equals(FileDescriptorProtoSchema, one, other, COMPARED)
    ? names
    : ['the file'];
}

/** What of an earlier contract somebody may use who finds it changed or gone in a later one. */
export function breaks(
  before: FileDescriptorProto,
  now: FileDescriptorProto,
): readonly string[] {
  const found: string[] = [];
  if (before.package !== now.package) {
    return [`the package ${before.package} is gone`];
  }
  messagesBreak(before.messageType, now.messageType, '', found);
  for (const old of before.enumType) {
    const kept = now.enumType.find(({ name }) => name === old.name);
    if (kept === undefined) found.push(`the enum ${old.name} is gone`);
    for (const value of kept === undefined ? [] : old.value) {
      if (
        !kept?.value.some(
          one => one.number === value.number && one.name === value.name,
        )
      ) {
        found.push(`the value ${value.name} of ${old.name} is gone`);
      }
    }
  }
  for (const old of before.service) {
    const kept = now.service.find(({ name }) => name === old.name);
    if (kept === undefined) found.push(`the service ${old.name} is gone`);
    for (const method of kept === undefined ? [] : old.method) {
      const same = kept?.method.find(({ name }) => name === method.name);
      if (same === undefined) {
        found.push(`the method ${method.name} is gone`);
      } else if (
        same.inputType !== method.inputType ||
        same.outputType !== method.outputType ||
        same.clientStreaming !== method.clientStreaming ||
        same.serverStreaming !== method.serverStreaming
      ) {
        found.push(`the method ${method.name} takes or gives something else`);
      }
    }
  }
  return found;
}

function messagesBreak(
  before: readonly DescriptorProto[],
  now: readonly DescriptorProto[],
  scope: string,
  found: string[],
): void {
  for (const old of before) {
    const name = `${scope}${old.name}`;
    const kept = now.find(one => one.name === old.name);
    if (kept === undefined) {
      found.push(`the message ${name} is gone`);
      continue;
    }
    for (const field of old.field) {
      const same = kept.field.find(({ number }) => number === field.number);
      if (same === undefined) {
        found.push(`the field ${name}.${field.name} is gone`);
      } else if (
        same.name !== field.name ||
        same.type !== field.type ||
        same.typeName !== field.typeName ||
        same.label !== field.label ||
        same.proto3Optional !== field.proto3Optional
      ) {
        found.push(`the field ${name}.${field.name} is another`);
      }
    }
    messagesBreak(old.nestedType, kept.nestedType, `${name}.`, found);
  }
}
