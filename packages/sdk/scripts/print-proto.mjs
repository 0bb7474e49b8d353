// Prints a .proto from its descriptor. Custom options are left out: whoever
// imports the file needs its shape, and its meaning comes with the npm package
// that the descriptor was taken from.
import { Edition } from '@bufbuild/protobuf/wkt';
import { ScalarType } from '@bufbuild/protobuf';

const maxFieldNumber = 536870911;

/** @param file - a `DescFile` of @bufbuild/protobuf in proto2 or proto3. */
export function printProto(file) {
  const lines = [];
  const syntax = {
    [Edition.EDITION_PROTO2]: 'proto2',
    [Edition.EDITION_PROTO3]: 'proto3',
  }[file.edition];
  if (!syntax)
    throw new Error(`${file.name}: only proto2 and proto3 can be printed.`);
  lines.push(`syntax = "${syntax}";`, '', `package ${file.proto.package};`, '');
  for (const dependency of file.proto.dependency)
    lines.push(`import "${dependency}";`);
  const print = (indent, text) => lines.push(`${'  '.repeat(indent)}${text}`);

  const typeOf = (field, element = false) => {
    const kind = element ? field.listKind : field.fieldKind;
    if (kind === 'map')
      return `map<${ScalarType[field.mapKey].toLowerCase()}, ${mapValue(
        field,
      )}>`;
    if (kind === 'list') return typeOf(field, true);
    if (kind === 'message') return `.${field.message.typeName}`;
    if (kind === 'enum') return `.${field.enum.typeName}`;
    return ScalarType[field.scalar].toLowerCase();
  };
  const mapValue = field =>
    field.mapKind === 'message'
      ? `.${field.message.typeName}`
      : field.mapKind === 'enum'
      ? `.${field.enum.typeName}`
      : ScalarType[field.scalar].toLowerCase();
  const label = (field, inOneof) => {
    if (inOneof || field.fieldKind === 'map') return '';
    if (field.fieldKind === 'list') return 'repeated ';
    if (syntax === 'proto2')
      return field.proto.label === 2 ? 'required ' : 'optional ';
    return field.proto.proto3Optional ? 'optional ' : '';
  };
  const printField = (indent, field, inOneof = false) =>
    print(
      indent,
      `${label(field, inOneof)}${typeOf(field)} ${field.name} = ${
        field.number
      };`,
    );
  const printEnum = (indent, desc) => {
    print(indent, `enum ${desc.name} {`);
    if (desc.proto.options?.allowAlias)
      print(indent + 1, 'option allow_alias = true;');
    for (const value of desc.values)
      print(indent + 1, `${value.name} = ${value.number};`);
    print(indent, '}');
  };
  const printMessage = (indent, desc) => {
    print(indent, `message ${desc.name} {`);
    for (const range of desc.proto.extensionRange) {
      const last = range.end - 1 === maxFieldNumber ? 'max' : range.end - 1;
      print(indent + 1, `extensions ${range.start} to ${last};`);
    }
    for (const range of desc.proto.reservedRange)
      print(indent + 1, `reserved ${range.start} to ${range.end - 1};`);
    for (const name of desc.proto.reservedName)
      print(indent + 1, `reserved "${name}";`);
    for (const nested of desc.nestedEnums) printEnum(indent + 1, nested);
    for (const nested of desc.nestedMessages) printMessage(indent + 1, nested);
    for (const member of desc.members) {
      if (member.kind === 'oneof') {
        print(indent + 1, `oneof ${member.name} {`);
        for (const field of member.fields) printField(indent + 2, field, true);
        print(indent + 1, '}');
      } else {
        printField(indent + 1, member);
      }
    }
    print(indent, '}');
  };

  for (const desc of file.enums) lines.push(''), printEnum(0, desc);
  for (const desc of file.messages) lines.push(''), printMessage(0, desc);
  for (const extension of file.extensions) {
    lines.push('');
    print(0, `extend .${extension.extendee.typeName} {`);
    printField(1, extension);
    print(0, '}');
  }
  return `${lines.join('\n')}\n`;
}
