import {
  type DescExtension,
  type DescField,
  type DescMessage,
  type FileRegistry,
  fromJson,
  type JsonObject,
  type JsonValue,
  type Message,
  type MessageShape,
} from '@bufbuild/protobuf';
import { WireType, BinaryWriter } from '@bufbuild/protobuf/wire';
import { toBinaryInLegacyOrder } from './legacy-field-order';

/** Options as the parser gives them: `[{ '(ameide.common.v1.auth)': { roles: ['admin'] } }]`. */
export type ParsedOptions = readonly Readonly<Record<string, unknown>>[];

/**
 * Makes an options message (FieldOptions, MethodOptions) of what stands in a
 * .proto file. Extensions are looked up in the registry.
 *
 * @throws Error that names an option or a value that does not exist.
 */
export function optionsMessage<Schema extends DescMessage>(
  schema: Schema,
  parsed: ParsedOptions,
  registry: FileRegistry,
): MessageShape<Schema> {
  const json: JsonObject = {};
  const extensions: {
    readonly extension: DescExtension;
    readonly value: JsonValue;
  }[] = [];
  for (const entry of parsed) {
    for (const [name, value] of Object.entries(entry)) {
      const typeName = /^\(\.?(.+)\)$/.exec(name)?.[1];
      if (typeName === undefined) {
        const field = schema.fields.find(candidate => candidate.name === name);
        if (field === undefined)
          throw new Error(`option ${name} does not exist`);
        json[name] = fieldJson(field, value, name);
        continue;
      }
      const extension = registry.getExtension(typeName);
      if (
        extension === undefined ||
        extension.extendee.typeName !== schema.typeName
      ) {
        throw new Error(`option ${name} does not exist here`);
      }
      if (extensions.some(other => other.extension === extension)) {
        throw new Error(`option ${name} is given twice`);
      }
      extensions.push({ extension, value: fieldJson(extension, value, name) });
    }
  }
  const options = fromJson(schema, json, { registry });
  extensions.sort(
    (first, second) => first.extension.number - second.extension.number,
  );
  for (const { extension, value } of extensions)
    addExtension(options, extension, value, registry);
  return options;
}

type UnknownFields = NonNullable<Message['$unknown']>;

/** Encoded extensions by their JSON: most fields and methods of a contract have the same few. */
const ENCODED = new WeakMap<FileRegistry, Map<string, UnknownFields>>();
/** Encodings that are kept for one registry. */
const ENCODINGS_KEPT = 1_000;

function addExtension(
  options: Message,
  extension: DescExtension,
  value: JsonValue,
  registry: FileRegistry,
) {
  let known = ENCODED.get(registry);
  if (known === undefined || known.size >= ENCODINGS_KEPT) {
    known = new Map();
    ENCODED.set(registry, known);
  }
  const key = `${extension.typeName} ${JSON.stringify(value)}`;
  let encoded = known.get(key);
  if (encoded === undefined) {
    encoded = encodeExtension(extension, value, registry);
    known.set(key, encoded);
  }
  options.$unknown = [...(options.$unknown ?? []), ...encoded];
}

function encodeExtension(
  extension: DescExtension,
  value: JsonValue,
  registry: FileRegistry,
): UnknownFields {
  if (extension.fieldKind !== 'message') {
    // A scalar or an enum: let fromJson read it, then take it over.
    const carrier = fromJson(
      extension.extendee,
      { [`[${extension.typeName}]`]: value },
      { registry },
    );
    return carrier.$unknown ?? [];
  }
  const message = fromJson(extension.message, value, { registry });
  const data = new BinaryWriter()
    .bytes(toBinaryInLegacyOrder(extension.message, message))
    .finish();
  return [{ no: extension.number, wireType: WireType.LengthDelimited, data }];
}

/** Text format lets a list with one entry be written without brackets; JSON does not. */
function fieldJson(field: FieldLike, value: unknown, place: string): JsonValue {
  if (field.fieldKind === 'list') {
    const entries: unknown[] = Array.isArray(value) ? value : [value];
    const { message } = field;
    return entries.map(entry =>
      message === undefined
        ? scalarJson(entry, place)
        : messageJson(message, entry, place),
    );
  }
  if (field.fieldKind === 'message')
    return messageJson(field.message, value, place);
  return scalarJson(value, place);
}

type FieldLike = Pick<DescField, 'fieldKind' | 'message'> &
  (
    | { fieldKind: 'list'; message: DescMessage | undefined }
    | { fieldKind: 'message'; message: DescMessage }
    | { fieldKind: 'scalar' | 'enum' | 'map'; message: DescMessage | undefined }
  );

function messageJson(
  message: DescMessage,
  value: unknown,
  place: string,
): JsonValue {
  if (typeof value !== 'object' || value === null) {
    // Durations and timestamps are not written as text in a .proto file.
    throw new Error(`option ${place} needs a value in braces`);
  }
  const json: JsonObject = {};
  for (const [name, part] of Object.entries(value)) {
    const field = message.fields.find(candidate => candidate.name === name);
    if (field === undefined) {
      throw new Error(`option ${place} has no field ${name}`);
    }
    json[name] = fieldJson(field, part, `${place}.${name}`);
  }
  return json;
}

function scalarJson(value: unknown, place: string): JsonValue {
  if (
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  throw new Error(`option ${place} needs a plain value`);
}
