import {
  create,
  createFileRegistry,
  type FileRegistry,
} from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  type DescriptorProto,
  type EnumDescriptorProto,
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  type FileDescriptorSet,
} from '@bufbuild/protobuf/wkt';
import { protocGenEs } from '@bufbuild/protoc-gen-es/dist/cjs/src/protoc-gen-es-plugin.js';

/**
 * Options of protoc-gen-es. A service's own `buf generate` has the same, so that
 * both write the same code.
 */
export const PROTOC_GEN_ES_OPTIONS = [
  'target=ts',
  'import_extension=js',
  'rewrite_imports=./ameide/common/**/*_pb.js:@ameideio/ameide-sdk-ts/proto',
  'rewrite_imports=./**/buf/validate/validate_pb.js:@bufbuild/protovalidate/gen',
] as const;

/** Everything that a contract can import, by name. */
export function importRegistry(descriptors: FileDescriptorSet): FileRegistry {
  return createFileRegistry(descriptors);
}

/**
 * Runs protoc-gen-es over one compiled contract.
 *
 * @returns path below src/gen and text of the module.
 */
export function generateTypescript(
  file: FileDescriptorProto,
  descriptors: FileDescriptorSet,
): { readonly path: string; readonly text: string } {
  const response = protocGenEs.run(
    create(CodeGeneratorRequestSchema, {
      fileToGenerate: [file.name],
      parameter: PROTOC_GEN_ES_OPTIONS.join(','),
      protoFile: [...importedFiles(file, descriptors), file],
    }),
  );
  const [generated] = response.file;
  if (response.error || generated === undefined || response.file.length !== 1) {
    throw new Error(
      `no code was generated for ${file.name}: ${response.error}`,
    );
  }
  return { path: generated.name, text: generated.content };
}

/**
 * What a file imports, directly or not, each before what needs it, with those
 * declarations alone whose types the file uses. Most of what is imported is
 * options, of which protoc-gen-es needs no more than the name of their file; it
 * would name each of their hundreds of declarations all the same.
 */
function importedFiles(
  file: FileDescriptorProto,
  descriptors: FileDescriptorSet,
): FileDescriptorProto[] {
  const used = usedDeclarations(file, descriptors);
  const ordered = new Map<string, FileDescriptorProto>();
  const visit = (name: string) => {
    if (ordered.has(name)) return;
    const found = descriptors.file.find(candidate => candidate.name === name);
    if (found === undefined)
      throw new Error(`${file.name} imports ${name}, which does not exist`);
    found.dependency.forEach(visit);
    ordered.set(
      name,
      create(FileDescriptorProtoSchema, {
        name,
        package: found.package,
        syntax: found.syntax,
        edition: found.edition,
        dependency: found.dependency,
        publicDependency: found.publicDependency,
        messageType: found.messageType.filter(one => used.has(one)),
        enumType: found.enumType.filter(one => used.has(one)),
      }),
    );
  };
  file.dependency.forEach(visit);
  return [...ordered.values()];
}

/** The outermost declarations of imported files that hold the types of a file's fields and methods, and of their own fields. */
function usedDeclarations(
  file: FileDescriptorProto,
  descriptors: FileDescriptorSet,
): ReadonlySet<DescriptorProto | EnumDescriptorProto> {
  const declarations = declarationsOf(descriptors);
  const used = new Set<DescriptorProto | EnumDescriptorProto>();
  function visitType(typeName: string) {
    const declaration = declarations.get(typeName);
    if (declaration === undefined || used.has(declaration)) return;
    used.add(declaration);
    if (declaration.$typeName === 'google.protobuf.DescriptorProto')
      visitMessage(declaration);
  }
  function visitMessage(message: DescriptorProto) {
    message.field.forEach(({ typeName }) => visitType(typeName));
    message.nestedType.forEach(visitMessage);
  }
  file.messageType.forEach(visitMessage);
  for (const method of file.service.flatMap(service => service.method)) {
    visitType(method.inputType);
    visitType(method.outputType);
  }
  return used;
}

type Declarations = ReadonlyMap<string, DescriptorProto | EnumDescriptorProto>;

const DECLARATIONS = new WeakMap<FileDescriptorSet, Declarations>();

/** For the name of each type, as fields give it, the outermost declaration that it is in. */
function declarationsOf(descriptors: FileDescriptorSet): Declarations {
  const known = DECLARATIONS.get(descriptors);
  if (known !== undefined) return known;
  const declarations = new Map<string, DescriptorProto | EnumDescriptorProto>();
  for (const { package: scope, messageType, enumType } of descriptors.file) {
    const outer = scope === '' ? '' : `.${scope}`;
    for (const one of enumType) declarations.set(`${outer}.${one.name}`, one);
    for (const one of messageType) {
      const visit = (message: DescriptorProto, name: string) => {
        declarations.set(name, one);
        message.enumType.forEach(({ name: inner }) =>
          declarations.set(`${name}.${inner}`, one),
        );
        message.nestedType.forEach(nested =>
          visit(nested, `${name}.${nested.name}`),
        );
      };
      visit(one, `${outer}.${one.name}`);
    }
  }
  DECLARATIONS.set(descriptors, declarations);
  return declarations;
}
