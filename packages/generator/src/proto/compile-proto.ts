import { create, type FileRegistry } from '@bufbuild/protobuf';
import { protoCamelCase } from '@bufbuild/protobuf/reflect';
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  type EnumDescriptorProto,
  EnumDescriptorProtoSchema,
  EnumValueDescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FieldDescriptorProtoSchema,
  FieldOptionsSchema,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  MethodDescriptorProtoSchema,
  MethodOptionsSchema,
  OneofDescriptorProtoSchema,
  type ServiceDescriptorProto,
  ServiceDescriptorProtoSchema,
  SourceCodeInfo_LocationSchema,
  SourceCodeInfoSchema,
} from '@bufbuild/protobuf/wkt';
import * as protobuf from 'protobufjs';
import { parseProto } from './parse-proto';
import { syntaxComments } from './syntax-comments';
import { optionsMessage, type ParsedOptions } from './proto-options';

const SCALARS = new Map([
  ['double', FieldDescriptorProto_Type.DOUBLE],
  ['float', FieldDescriptorProto_Type.FLOAT],
  ['int64', FieldDescriptorProto_Type.INT64],
  ['uint64', FieldDescriptorProto_Type.UINT64],
  ['int32', FieldDescriptorProto_Type.INT32],
  ['uint32', FieldDescriptorProto_Type.UINT32],
  ['bool', FieldDescriptorProto_Type.BOOL],
  ['string', FieldDescriptorProto_Type.STRING],
  ['bytes', FieldDescriptorProto_Type.BYTES],
]);

// Number of the field `syntax` in FileDescriptorProto, by which its comments are found.
const SYNTAX_FIELD = 12;

class Compiler {
  readonly #file: FileDescriptorProto;
  readonly #declarations: readonly protobuf.ReflectionObject[];
  readonly #imports: FileRegistry;
  readonly #local: ReadonlyMap<string, FieldDescriptorProto_Type>;
  readonly #comments = create(SourceCodeInfoSchema);

  constructor(path: string, text: string, imports: FileRegistry) {
    const parsed = parseProto(text);
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
    this.#local = localTypes(parsed.package, parsed.declarations);
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
    type.fieldsArray.forEach((field, index) => {
      const fieldPath = [...path, 2, index];
      this.#comment(fieldPath, field.comment);
      const descriptor = create(FieldDescriptorProtoSchema, {
        name: field.name,
        number: field.id,
        label: field.repeated
          ? FieldDescriptorProto_Label.REPEATED
          : FieldDescriptorProto_Label.OPTIONAL,
        jsonName: protoCamelCase(field.name),
        ...this.#fieldType(field, scope),
      });
      if (field.getOption('proto3_optional') === true) {
        descriptor.proto3Optional = true;
        descriptor.oneofIndex = message.oneofDecl.length;
        message.oneofDecl.push(
          create(OneofDescriptorProtoSchema, { name: `_${field.name}` }),
        );
      }
      const options = parsedOptions(field);
      if (options.length > 0) {
        descriptor.options = optionsMessage(
          FieldOptionsSchema,
          options,
          this.#imports,
        );
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
      } else {
        throw new Error(
          `${nested.fullName} is a kind of declaration that contracts do not use`,
        );
      }
    }
    return message;
  }

  #fieldType(field: protobuf.Field, scope: readonly string[]) {
    if (
      field.map ||
      (field.partOf && field.getOption('proto3_optional') !== true)
    ) {
      throw new Error(
        `${field.fullName} is a map or part of a oneof, which contracts do not use`,
      );
    }
    const scalar = SCALARS.get(field.type);
    if (scalar !== undefined) return { type: scalar };
    const resolved = this.#resolve(field.type, scope);
    return { type: resolved.type, typeName: `.${resolved.name}` };
  }

  /** Looks a name up from the innermost message outwards, then among the imports. */
  #resolve(name: string, scope: readonly string[] = []) {
    for (let depth = scope.length; depth >= 0; depth -= 1) {
      const full = [this.#file.package, ...scope.slice(0, depth), name].join(
        '.',
      );
      const type = this.#local.get(full);
      if (type !== undefined) return { type, name: full };
    }
    const full = name.replace(/^\./, '');
    const imported = this.#imports.get(full);
    if (imported?.kind === 'message')
      return { type: FieldDescriptorProto_Type.MESSAGE, name: full };
    if (imported?.kind === 'enum')
      return { type: FieldDescriptorProto_Type.ENUM, name: full };
    throw new Error(`the type ${name} does not exist`);
  }

  #enum(type: protobuf.Enum, path: number[]): EnumDescriptorProto {
    this.#comment(path, type.comment);
    const values = Object.entries(type.values).map(([name, number], index) => {
      this.#comment([...path, 2, index], type.comments[name] ?? null);
      return create(EnumValueDescriptorProtoSchema, { name, number });
    });
    return create(EnumDescriptorProtoSchema, {
      name: type.name,
      value: values,
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
      const options = parsedOptions(method);
      if (options.length > 0) {
        descriptor.options = optionsMessage(
          MethodOptionsSchema,
          options,
          this.#imports,
        );
      }
      return descriptor;
    });
    return create(ServiceDescriptorProtoSchema, {
      name: service.name,
      method: methods,
    });
  }
}

/** Full names of the messages and enums that are declared in the file, at any depth. */
function localTypes(
  scope: string,
  declarations: readonly protobuf.ReflectionObject[],
): Map<string, FieldDescriptorProto_Type> {
  const types = new Map<string, FieldDescriptorProto_Type>();
  for (const declaration of declarations) {
    const name = `${scope}.${declaration.name}`;
    if (declaration instanceof protobuf.Enum) {
      types.set(name, FieldDescriptorProto_Type.ENUM);
    } else if (declaration instanceof protobuf.Type) {
      types.set(name, FieldDescriptorProto_Type.MESSAGE);
      for (const entry of localTypes(name, declaration.nestedArray))
        types.set(...entry);
    }
  }
  return types;
}

function parsedOptions(object: protobuf.ReflectionObject): ParsedOptions {
  // The declarations of protobufjs leave this property untyped.
  return (object.parsedOptions as ParsedOptions | null) ?? [];
}

/**
 * Compiles a rendered contract into a descriptor, as `buf build` would. It knows
 * what our own contracts use: messages, enums and services in one proto3 file that imports only what the registry holds. Anything else fails.
 *
 * @throws Error that names the declaration.
 */
export function compileProto(
  path: string,
  text: string,
  imports: FileRegistry,
): FileDescriptorProto {
  return new Compiler(path, text, imports).compile();
}
