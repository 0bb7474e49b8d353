import {
  create,
  type DescField,
  type DescMessage,
  type DescMethod,
  type FileRegistry,
  fromBinary,
  getOption,
  hasOption,
  type JsonObject,
  type Message,
  ScalarType,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import {
  type CompiledContract,
  compileContracts,
  ContractError,
  platformDescriptors,
} from '@ameide/contracts';
import { z } from 'zod';
import type { SourceTree } from '../../source/source-tree';
import { available, broken, type Fact } from '../fact';
import type { Metadata } from '../metadata/metadata';
import type {
  Classification,
  ContractField,
  ContractFile,
  ContractMessage,
  ContractMethod,
  Contracts,
  Place,
  ValueType,
} from './contracts';
import { importNames } from './import-names';

const CLASSIFICATIONS: readonly Classification[] = [
  'unspecified',
  'public',
  'internal',
  'confidential',
  'personal',
];
const IDEMPOTENCY = ['unknown', 'no-side-effects', 'idempotent'] as const;

const authSchema = z.object({
  roles: z.array(z.string()).default([]),
  scopes: z.array(z.string()).default([]),
  tenantWide: z.boolean().default(false),
});
const rateLimitSchema = z.object({
  requestsPerMinute: z.number().default(0),
  burst: z.number().default(0),
});
const budgetSchema = z.object({
  p95Ms: z.number().default(0),
  deadlineMs: z.number().default(0),
});
const auditSchema = z.object({
  action: z.string().default(''),
  resourceType: z.string().default(''),
  mutation: z.boolean().default(false),
});

class Reader {
  readonly #registry: FileRegistry;
  readonly #files: ReadonlyMap<string, string>;

  constructor(registry: FileRegistry, files: ReadonlyMap<string, string>) {
    this.#registry = registry;
    this.#files = files;
  }

  read(
    compiled: readonly CompiledContract[],
    shadowing: readonly string[],
  ): Contracts {
    const files: ContractFile[] = [];
    const methods: ContractMethod[] = [];
    const messages = new Map<string, ContractMessage>();
    for (const contract of compiled) {
      const file = this.#files.get(contract.path) ?? contract.path;
      const described = this.#registry.getFile(contract.path);
      if (described === undefined) continue;
      const scope = contract.descriptor.package;
      const place = (name: string): Place => ({
        file,
        line:
          contract.lines.get(
            scope === '' ? name : name.slice(scope.length + 1),
          ) ?? 1,
      });
      const descriptor = fromBinary(
        FileDescriptorProtoSchema,
        toBinary(FileDescriptorProtoSchema, contract.descriptor),
      );
      descriptor.sourceCodeInfo = undefined;
      files.push({
        file,
        importName: contract.path,
        package: scope,
        descriptor,
      });
      for (const service of described.services) {
        for (const method of service.methods) {
          methods.push(
            this.#method(method, place(`${service.typeName}.${method.name}`)),
          );
        }
      }
      const open: DescMessage[] = [...described.messages].reverse();
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (next.proto.options?.mapEntry === true) continue;
        messages.set(next.typeName, this.#message(next, place));
        open.push(...[...next.nestedMessages].reverse());
      }
    }
    return { files, shadowing, methods, messages };
  }

  #method(method: DescMethod, place: Place): ContractMethod {
    const auth = this.#option(method, 'ameide.common.v1.auth');
    const rateLimit = this.#option(method, 'ameide.common.v1.rate_limit');
    const budget = this.#option(method, 'ameide.common.v1.budget');
    const audit = this.#option(method, 'ameide.common.v1.audit');
    return {
      ...place,
      service: method.parent.typeName,
      name: method.name,
      localName: method.localName,
      input: method.input.typeName,
      output: method.output.typeName,
      clientStreaming: method.proto.clientStreaming,
      serverStreaming: method.proto.serverStreaming,
      idempotency: IDEMPOTENCY[method.idempotency] ?? 'unknown',
      ...(auth && { auth: authSchema.parse(auth) }),
      ...(rateLimit && { rateLimit: rateLimitSchema.parse(rateLimit) }),
      ...(budget && { budget: budgetSchema.parse(budget) }),
      ...(audit && { audit: auditSchema.parse(audit) }),
    };
  }

  #message(
    message: DescMessage,
    place: (name: string) => Place,
  ): ContractMessage {
    const rules = this.#option(message, 'buf.validate.message');
    return {
      ...place(message.typeName),
      name: message.typeName,
      fields: message.fields.map(field =>
        this.#field(field, place(`${message.typeName}.${field.name}`)),
      ),
      ...(rules && { rules }),
    };
  }

  #field(field: DescField, place: Place): ContractField {
    const rules = this.#option(field, 'buf.validate.field');
    return {
      ...place,
      name: field.name,
      localName: field.localName,
      number: field.number,
      shape:
        field.fieldKind === 'list' || field.fieldKind === 'map'
          ? field.fieldKind
          : 'single',
      type: valueType(field),
      classification: this.#classification(field),
      ...(rules && { rules }),
    };
  }

  #classification(field: DescField): Classification {
    const extension = this.#registry.getExtension(
      'ameide.common.v1.classification',
    );
    if (extension === undefined || !hasOption(field, extension)) {
      return 'unspecified';
    }
    const value: unknown = getOption(field, extension);
    return (
      (typeof value === 'number' ? CLASSIFICATIONS[value] : undefined) ??
      'unspecified'
    );
  }

  /** An option that is a message, in JSON form. */
  #option(
    of: DescMethod | DescField | DescMessage,
    name: string,
  ): JsonObject | undefined {
    const extension = this.#registry.getExtension(name);
    if (extension?.message === undefined || !hasOption(of, extension)) {
      return undefined;
    }
    const value: unknown = getOption(of, extension);
    if (!isMessage(value)) return undefined;
    const json = toJson(extension.message, create(extension.message, value), {
      registry: this.#registry,
    });
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? json
      : undefined;
  }
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && '$typeName' in value;
}

function valueType(field: DescField): ValueType {
  if (field.message !== undefined) {
    return { kind: 'message', name: field.message.typeName };
  }
  if (field.enum !== undefined) {
    return { kind: 'enum', name: field.enum.typeName };
  }
  return {
    kind: 'scalar',
    name:
      field.scalar === undefined
        ? 'unknown'
        : ScalarType[field.scalar].toLowerCase(),
  };
}

/** Compiles every .proto of a tree and reads what the platform's options say. */
export function gatherContracts(
  tree: SourceTree,
  { metadata }: { readonly metadata?: Fact<Metadata> },
): Fact<Contracts> {
  const root =
    metadata?.state === 'available'
      ? metadata.value.description?.contracts?.root
      : undefined;
  const names = importNames(tree, root);
  if ('problem' in names) return broken(names.problem);
  const { files, texts } = names;
  const platform = new Set(platformDescriptors().file.map(({ name }) => name));
  try {
    const compiled = compileContracts(texts);
    return available(
      new Reader(compiled.registry, files).read(
        compiled.files,
        [...texts.keys()]
          .filter(name => platform.has(name))
          .map(name => files.get(name) ?? name),
      ),
    );
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    const place = error.line === undefined ? '' : `:${error.line}`;
    return broken(
      `${files.get(error.path) ?? error.path}${place}: ${error.message}`,
    );
  }
}
