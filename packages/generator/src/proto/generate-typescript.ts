import {
  create,
  createFileRegistry,
  type FileRegistry,
} from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  type FileDescriptorProto,
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

/** What a file imports, directly or not, each before what needs it. */
function importedFiles(
  file: FileDescriptorProto,
  descriptors: FileDescriptorSet,
): FileDescriptorProto[] {
  const ordered = new Map<string, FileDescriptorProto>();
  const visit = (name: string) => {
    if (ordered.has(name)) return;
    const found = descriptors.file.find(candidate => candidate.name === name);
    if (found === undefined)
      throw new Error(`${file.name} imports ${name}, which does not exist`);
    found.dependency.forEach(visit);
    ordered.set(name, found);
  };
  file.dependency.forEach(visit);
  return [...ordered.values()];
}
