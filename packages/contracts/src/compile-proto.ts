import { create, type FileRegistry } from '@bufbuild/protobuf';
import { protoCamelCase } from '@bufbuild/protobuf/reflect';
import {
  type DescriptorProto,
  DescriptorProto_ReservedRangeSchema,
  DescriptorProtoSchema,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  EnumOptionsSchema,
  EnumValueDescriptorProtoSchema,
  type FieldDescriptorProto,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  MessageOptionsSchema,
  MethodDescriptorProtoSchema,
  MethodOptionsSchema,
  OneofDescriptorProtoSchema,
  OneofOptionsSchema,
  type ServiceDescriptorProto,
  ServiceDescriptorProtoSchema,
  ServiceOptionsSchema,
  SourceCodeInfo_LocationSchema,
  SourceCodeInfoSchema,
} from '@bufbuild/protobuf/wkt';
import * as protobuf from 'protobufjs';
import { type ParsedProto, parseProto } from './parse-proto';
import { optionsMessage, type ParsedOptions } from './proto-options';
import { SCALAR_TYPES } from './scalar-types';
import { syntaxComments } from './syntax-comments';

// Number of the field `syntax` in FileDescriptorProto, by which its comments are found.
const SYNTAX_FIELD = 12;

/** Type of a declared message or enum, by its full name. */
export type DeclaredTypes = ReadonlyMap<string, FieldDescriptorProto_Type>;

/** A parsed .proto file with what it may refer to. */
export interface ProtoToCompile {
  /** Name by which other files import it, as `ameide/orders/v1/orders.proto`. */
  readonly path: string;
  readonly text: string;
  readonly parsed: ParsedProto;
  /** Messages and enums of this file and of the files beside it. */
  readonly declared: DeclaredTypes;
  /** What was compiled before: types and options. */
  readonly imports: FileRegistry;
}

class Compiler {
  readonly #file: FileDescriptorProto;
  readonly #declarations: readonly protobuf.ReflectionObject[];
  readonly #imports: FileRegistry;
  readonly #declared: DeclaredTypes;
  readonly #comments = create(SourceCodeInfoSchema);

  constructor({ path, text, parsed, declared, imports }: ProtoToCompile) {
    const { leading, detached } = syntaxComments(text);
    if (leading !== undefined || detached.length > 0) {
      this.#comments.location.push(
        create(SourceCodeInfo_LocationSchema, {
          path: [SYNTAX_FIELD],
          span: [0, 0, 0],
          ...(leading !== undefined && { leadingComments: leading }),
          leadingDetachedComments: [...detached],
        }),
      );
    }
    this.#imports = imports;
    this.#declarations = parsed.declarations;
    this.#declared = declared;
    this.#file = create(FileDescriptorProtoSchema, {
      name: path,
      package: parsed.package,
      dependency: [...parsed.imports],
      syntax: 'proto3',
    });
  }

  compile(): FileDescriptorProto {
    const file = this.#file;
    for (const declaration of this.#declarations) {
      if (declaration instanceof protobuf.Type) {
        const path = [4, file.messageType.length];
        file.messageType.push(this.#message(declaration, path));
      } else if (declaration instanceof protobuf.Enum) {
        const path = [5, file.enumType.length];
        file.enumType.push(this.#enum(declaration, path));
      } else if (declaration instanceof protobuf.Service) {
        const path = [6, file.service.length];
        file.service.push(this.#service(declaration, path));
      } else if (declaration instanceof protobuf.Field) {
        file.extension.push(this.#extension(declaration, []));
      } else {
        throw new Error(
          `${declaration.fullName} is a kind of declaration that contracts do not use`,
        );
      }
    }
    file.sourceCodeInfo = this.#comments;
    return file;
  }

  #comment(path: number[], comment: string | null) {
    if (comment === null || comment === '') return;
    const lines = comment
      .split('\n')
      .map(line => (line === '' ? '\n' : ` ${line}\n`));
    this.#comments.location.push(
      create(SourceCodeInfo_LocationSchema, {
        path,
        span: [0, 0, 0],
        leadingComments: lines.join(''),
      }),
    );
  }

  #message(
    type: protobuf.Type,
    path: number[],
    scope: readonly string[] = [type.name],
  ): DescriptorProto {
    this.#comment(path, type.comment);
    const message = create(DescriptorProtoSchema, { name: type.name });
    const choices = type.oneofsArray.filter(isWritten);
    for (const oneof of choices) {
      const options = this.#options(OneofOptionsSchema, oneof);
      message.oneofDecl.push(
        create(OneofDescriptorProtoSchema, {
          name: oneof.name,
          ...(options && { options }),
        }),
      );
    }
    type.fieldsArray.forEach((field, index) => {
      const fieldPath = [...path, 2, index];
      this.#comment(fieldPath, field.comment);
      const descriptor = this.#field(field, scope);
      if (field.getOption('proto3_optional') === true) {
        descriptor.proto3Optional = true;
        descriptor.oneofIndex = message.oneofDecl.length;
        message.oneofDecl.push(
          create(OneofDescriptorProtoSchema, { name: `_${field.name}` }),
        );
      } else if (field.partOf) {
        descriptor.oneofIndex = choices.indexOf(field.partOf);
      }
      if (field instanceof protobuf.MapField) {
        const entry = this.#mapEntry(field, scope);
        descriptor.label = FieldDescriptorProto_Label.REPEATED;
        descriptor.type = FieldDescriptorProto_Type.MESSAGE;
        descriptor.typeName = `.${[
          ...(this.#file.package === '' ? [] : [this.#file.package]),
          ...scope,
          entry.name,
        ].join('.')}`;
        message.nestedType.push(entry);
      }
      message.field.push(descriptor);
    });
    for (const nested of type.nestedArray) {
      if (nested instanceof protobuf.Type) {
        const nestedPath = [...path, 3, message.nestedType.length];
        message.nestedType.push(
          this.#message(nested, nestedPath, [...scope, nested.name]),
        );
      } else if (nested instanceof protobuf.Enum) {
        const nestedPath = [...path, 4, message.enumType.length];
        message.enumType.push(this.#enum(nested, nestedPath));
      } else if (nested instanceof protobuf.Field) {
        message.extension.push(this.#extension(nested, scope));
      } else {
        throw new Error(
          `${nested.fullName} is a kind of declaration that contracts do not use`,
        );
      }
    }
    for (const reserved of type.reserved ?? []) {
      if (typeof reserved === 'string') message.reservedName.push(reserved);
      else {
        const [start = 0, end = start] = reserved;
        message.reservedRange.push(
          create(DescriptorProto_ReservedRangeSchema, { start, end: end + 1 }),
        );
      }
    }
    const options = this.#options(MessageOptionsSchema, type);
    if (options) message.options = options;
    return message;
  }

  #field(
    field: protobuf.Field,
    scope: readonly string[],
  ): FieldDescriptorProto {
    const jsonName: unknown = field.getOption('json_name');
    const options = this.#options(FieldOptionsSchema, field, ['json_name']);
    return create(FieldDescriptorProtoSchema, {
      name: field.name,
      number: field.id,
      label: field.repeated
        ? FieldDescriptorProto_Label.REPEATED
        : FieldDescriptorProto_Label.OPTIONAL,
      jsonName:
        typeof jsonName === 'string' ? jsonName : protoCamelCase(field.name),
      ...(!(field instanceof protobuf.MapField) &&
        this.#type(field.type, scope)),
      ...(options && { options }),
    });
  }

  /** The message that stands for one entry of a map, as protoc names it. */
  #mapEntry(
    field: protobuf.MapField,
    scope: readonly string[],
  ): DescriptorProto {
    const part = (name: string, number: number, type: string) =>
      create(FieldDescriptorProtoSchema, {
        name,
        number,
        label: FieldDescriptorProto_Label.OPTIONAL,
        jsonName: name,
        ...this.#type(type, scope),
      });
    const camel = protoCamelCase(field.name);
    return create(DescriptorProtoSchema, {
      name: `${camel.charAt(0).toUpperCase()}${camel.slice(1)}Entry`,
      field: [part('key', 1, field.keyType), part('value', 2, field.type)],
      options: { mapEntry: true },
    });
  }

  #extension(
    field: protobuf.Field,
    scope: readonly string[],
  ): FieldDescriptorProto {
    if (field.extend === undefined) {
      throw new Error(`${field.fullName} is a field outside of a message`);
    }
    const descriptor = this.#field(field, scope);
    descriptor.extendee = `.${this.#resolve(field.extend, scope).name}`;
    if (field.getOption('proto3_optional') === true) {
      descriptor.proto3Optional = true;
    }
    return descriptor;
  }

  #type(name: string, scope: readonly string[]) {
    const scalar = SCALAR_TYPES.get(name);
    if (scalar !== undefined) return { type: scalar };
    const resolved = this.#resolve(name, scope);
    return { type: resolved.type, typeName: `.${resolved.name}` };
  }

  /** Looks a name up from the innermost message outwards, through the packages around it, to the full name. */
  #resolve(name: string, scope: readonly string[] = []) {
    const around = [
      ...(this.#file.package === '' ? [] : this.#file.package.split('.')),
      ...scope,
    ];
    const isFull = name.startsWith('.');
    const given = name.replace(/^\./, '');
    for (let depth = isFull ? 0 : around.length; depth >= 0; depth -= 1) {
      const full = [...around.slice(0, depth), given].join('.');
      const type = this.#declared.get(full) ?? this.#imported(full);
      if (type !== undefined) return { type, name: full };
    }
    throw new Error(`the type ${name} does not exist`);
  }

  #imported(name: string): FieldDescriptorProto_Type | undefined {
    const imported = this.#imports.get(name);
    if (imported?.kind === 'message') return FieldDescriptorProto_Type.MESSAGE;
    if (imported?.kind === 'enum') return FieldDescriptorProto_Type.ENUM;
    return undefined;
  }

  #enum(type: protobuf.Enum, path: number[]): EnumDescriptorProto {
    this.#comment(path, type.comment);
    const values = Object.entries(type.values).map(([name, number], index) => {
      this.#comment([...path, 2, index], type.comments[name] ?? null);
      return create(EnumValueDescriptorProtoSchema, { name, number });
    });
    const options = this.#options(EnumOptionsSchema, type);
    return create(EnumDescriptorProtoSchema, {
      name: type.name,
      value: values,
      ...(options && { options }),
    });
  }

  #service(service: protobuf.Service, path: number[]): ServiceDescriptorProto {
    this.#comment(path, service.comment);
    const methods = service.methodsArray.map((method, index) => {
      this.#comment([...path, 2, index], method.comment);
      const descriptor = create(MethodDescriptorProtoSchema, {
        name: method.name,
        inputType: `.${this.#resolve(method.requestType).name}`,
        outputType: `.${this.#resolve(method.responseType).name}`,
      });
      if (method.requestStream) descriptor.clientStreaming = true;
      if (method.responseStream) descriptor.serverStreaming = true;
      const options = this.#options(MethodOptionsSchema, method);
      if (options) descriptor.options = options;
      return descriptor;
    });
    const options = this.#options(ServiceOptionsSchema, service);
    return create(ServiceDescriptorProtoSchema, {
      name: service.name,
      method: methods,
      ...(options && { options }),
    });
  }

  /** Undefined where nothing is stated, as protoc leaves it. */
  #options<S extends Parameters<typeof optionsMessage>[0]>(
    schema: S,
    object: protobuf.ReflectionObject,
    elsewhere: readonly string[] = [],
  ) {
    const stated = parsedOptions(object).filter(
      entry => !Object.keys(entry).every(name => elsewhere.includes(name)),
    );
    return stated.length === 0
      ? undefined
      : optionsMessage(schema, stated, this.#imports);
  }
}

/** Whether a oneof stands in the file; the parser makes one for each `optional` field too. */
function isWritten(oneof: protobuf.OneOf): boolean {
  return !oneof.fieldsArray.some(
    field => field.getOption('proto3_optional') === true,
  );
}

/** Full names of the messages and enums that are declared in a file, at any depth. */
export function declaredTypes({
  package: scope,
  declarations,
}: Pick<ParsedProto, 'package' | 'declarations'>): Map<
  string,
  FieldDescriptorProto_Type
> {
  const types = new Map<string, FieldDescriptorProto_Type>();
  for (const declaration of declarations) {
    const name =
      scope === '' ? declaration.name : `${scope}.${declaration.name}`;
    if (declaration instanceof protobuf.Enum) {
      types.set(name, FieldDescriptorProto_Type.ENUM);
    } else if (declaration instanceof protobuf.Type) {
      types.set(name, FieldDescriptorProto_Type.MESSAGE);
      const nested = declaredTypes({
        package: name,
        declarations: declaration.nestedArray,
      });
      for (const entry of nested) types.set(...entry);
    }
  }
  return types;
}

function parsedOptions(object: protobuf.ReflectionObject): ParsedOptions {
  // The declarations of protobufjs leave this property untyped.
  return (object.parsedOptions as ParsedOptions | null) ?? [];
}

/**
 * Compiles one parsed file, as `buf build` would: proto3 with messages, enums,
 * services and options of its own.
 *
 * @throws Error that names what does not exist or is not known.
 */
export function compileParsedProto(file: ProtoToCompile): FileDescriptorProto {
  return new Compiler(file).compile();
}

/**
 * Compiles a contract that stands in one file and imports only what the registry
 * holds. Anything else fails.
 *
 * @throws Error that names the declaration.
 */
export function compileProto(
  path: string,
  text: string,
  imports: FileRegistry,
): FileDescriptorProto {
  const parsed = parseProto(text);
  return compileParsedProto({
    path,
    text,
    parsed,
    declared: declaredTypes(parsed),
    imports,
  });
}
