import {
  type DescField,
  type DescMessage,
  type Message,
  toBinary,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/**
 * Writes a message in the field order of Go's deterministic marshalling, which
 * buf uses for options: fields by number, then the ones of oneofs. The order
 * means nothing to a reader; with it our generated code equals buf's byte for
 * byte.
 */
export function toBinaryInLegacyOrder(
  schema: DescMessage,
  message: Message,
): Uint8Array {
  return encode(reflect(schema, message));
}

function encode(message: ReflectMessage): Uint8Array {
  const writer = new BinaryWriter();
  const fields = [...message.fields]
    .sort(legacyOrder)
    .filter(field => message.isSet(field));
  for (const field of fields) {
    if (field.fieldKind === 'message') {
      writer
        .tag(field.number, WireType.LengthDelimited)
        .bytes(encode(message.get(field)));
    } else if (field.fieldKind === 'list' && field.listKind === 'message') {
      for (const entry of message.get(field)) {
        writer
          .tag(field.number, WireType.LengthDelimited)
          .bytes(encode(entry as ReflectMessage));
      }
    } else {
      const alone = reflect(message.desc);
      alone.set(field, message.get(field));
      writer.raw(toBinary(message.desc, alone.message));
    }
  }
  return writer.finish();
}

function legacyOrder(first: DescField, second: DescField): number {
  const rank = ({ oneof }: DescField) =>
    oneof ? oneof.parent.oneofs.indexOf(oneof) + 1 : 0;
  return rank(first) - rank(second) || first.number - second.number;
}
