import {
  create,
  createFileRegistry,
  type FileRegistry,
} from '@bufbuild/protobuf';
import {
  type FieldDescriptorProto_Type,
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
  file_google_protobuf_wrappers,
  type FileDescriptorProto,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { compileParsedProto, declaredTypes } from './compile-proto';
import { declarationLines } from './declaration-lines';
import {
  beginsWithProto3,
  type ParsedProto,
  parseProto,
  ProtoSyntaxError,
} from './parse-proto';
import { platformDescriptors } from './platform-descriptors';

/** One file that was compiled. */
export interface CompiledContract {
  /** Name by which it is imported, as `ameide/orders/v1/orders.proto`. */
  readonly path: string;
  readonly descriptor: FileDescriptorProto;
  /** Line of each declaration by its name within the package, as `Order.total`, from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

/** The contracts of a tree, compiled together. */
export interface CompiledContracts {
  readonly files: readonly CompiledContract[];
  /** All of them and what the platform gives, to look names and options up. */
  readonly registry: FileRegistry;
}

/** A contract that could not be compiled. */
export class ContractError extends Error {
  readonly path: string;
  /** From 1, where it is known. */
  readonly line: number | undefined;

  constructor(path: string, message: string, line?: number) {
    super(message);
    this.name = 'ContractError';
    this.path = path;
    this.line = line;
  }
}

// Far beyond any contract; the parser's time grows with the square of a scope's entries.
const MOST_ENTRIES = 1_000;
const LONGEST_TEXT = 1_000_000;

/** Well-known types that the platform's own files do not import. */
const WELL_KNOWN = [
  file_google_protobuf_duration,
  file_google_protobuf_empty,
  file_google_protobuf_struct,
  file_google_protobuf_wrappers,
];

/** What a contract may import besides the files beside it, each file once and after what it imports. */
function importable(): readonly FileDescriptorProto[] {
  const platform = platformDescriptors().file;
  return [
    ...platform,
    ...WELL_KNOWN.map(({ proto }) => proto).filter(
      ({ name }) => !platform.some(file => file.name === name),
    ),
  ];
}

interface Parsed {
  readonly path: string;
  readonly text: string;
  readonly parsed: ParsedProto;
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Compiles all .proto files of a tree. They may import each other and what the
 * platform gives; a file with the name of one that the platform gives is left
 * out, for the platform's is what counts.
 *
 * @param texts contents by the name under which a file is imported.
 * @throws ContractError with the file, and the line where it is known.
 */
export function compileContracts(
  texts: ReadonlyMap<string, string>,
): CompiledContracts {
  const platform = importable();
  const known = new Set(platform.map(file => file.name));
  const parsed = new Map<string, Parsed>();
  const declared = new Map<string, FieldDescriptorProto_Type>();
  for (const [path, text] of texts) {
    if (known.has(path)) continue;
    const file = parseContract(path, text);
    parsed.set(path, file);
    for (const [name, type] of declaredTypes(file.parsed)) {
      if (declared.has(name)) {
        throw new ContractError(path, `${name} is declared in two files`);
      }
      declared.set(name, type);
    }
  }

  const compiled: FileDescriptorProto[] = [];
  let registry = registryOf([...platform]);
  for (const file of dependenciesFirst(parsed, known)) {
    let descriptor: FileDescriptorProto;
    try {
      descriptor = compileParsedProto({ ...file, declared, imports: registry });
    } catch (error) {
      throw errorOf(file.path, error);
    }
    compiled.push(descriptor);
    // Only options of one's own are looked up while others are compiled.
    if (declaresExtensions(file.parsed)) {
      registry = registryOf([...platform, ...compiled]);
    }
  }
  return {
    files: compiled.map(descriptor => ({
      path: descriptor.name,
      descriptor,
      lines: parsed.get(descriptor.name)?.lines ?? new Map(),
    })),
    registry: registryOf([...platform, ...compiled]),
  };
}

function parseContract(path: string, text: string): Parsed {
  if (text.length > LONGEST_TEXT) {
    throw new ContractError(path, 'is longer than any contract');
  }
  try {
    const lines = declarationLines(text);
    checkEntries(path, lines);
    if (!beginsWithProto3(text)) {
      throw new ContractError(path, 'must begin with syntax = "proto3";', 1);
    }
    return { path, text, parsed: parseProto(text), lines };
  } catch (error) {
    throw errorOf(path, error);
  }
}

function checkEntries(path: string, lines: ReadonlyMap<string, number>): void {
  const counts = new Map<string, number>();
  for (const [name, line] of lines) {
    const names = name.split('.');
    if (names.includes('__proto__')) {
      // The parser drops it without a word.
      throw new ContractError(path, `${name} is a reserved name`, line);
    }
    const scope = names.slice(0, -1).join('.');
    const count = (counts.get(scope) ?? 0) + 1;
    counts.set(scope, count);
    if (count > MOST_ENTRIES) {
      throw new ContractError(
        path,
        `${scope || 'the file'} has more than ${MOST_ENTRIES} entries`,
        line,
      );
    }
  }
}

/** In an order in which each file stands after what it imports. */
function dependenciesFirst(
  files: ReadonlyMap<string, Parsed>,
  known: ReadonlySet<string>,
): readonly Parsed[] {
  const ordered = new Set<Parsed>();
  const open: { readonly file: Parsed; next: number }[] = [];
  for (const start of files.values()) {
    if (!ordered.has(start)) open.push({ file: start, next: 0 });
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const name = top.file.parsed.imports[top.next];
      top.next += 1;
      if (name === undefined) {
        ordered.add(top.file);
        open.pop();
        continue;
      }
      if (known.has(name)) continue;
      const imported = files.get(name);
      if (imported === undefined) {
        throw new ContractError(
          top.file.path,
          `imports ${name}, which does not exist`,
        );
      }
      if (open.some(({ file }) => file === imported)) {
        throw new ContractError(top.file.path, `imports itself by ${name}`);
      }
      if (!ordered.has(imported)) open.push({ file: imported, next: 0 });
    }
  }
  return [...ordered];
}

function declaresExtensions({ declarations }: ParsedProto): boolean {
  return declarations.some(declaration => 'extend' in declaration);
}

function registryOf(file: FileDescriptorProto[]): FileRegistry {
  return createFileRegistry(create(FileDescriptorSetSchema, { file }));
}

function errorOf(path: string, error: unknown): ContractError {
  if (error instanceof ContractError) return error;
  if (error instanceof ProtoSyntaxError) {
    return new ContractError(path, error.message, error.line);
  }
  return new ContractError(
    path,
    error instanceof Error ? error.message : String(error),
  );
}
