import { createHash } from 'node:crypto';
import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { compileContracts } from '@ameide/contracts';
import { z } from 'zod';
import type { ContractFile } from '../../facts/contracts/contracts';
import type { EmbeddedContract } from '../../facts/program/embedded-contracts';
import type { SourceTree } from '../../source/source-tree';
import { differences } from './descriptor-comparison';

const RECORD = '.ameide/scaffold.json';

const recordSchema = z.object({
  answers: z.object({
    proto: z.string().optional(),
    aggregates: z
      .array(
        z.object({
          name: z.string(),
          fields: z.array(z.object({ name: z.string(), type: z.string() })),
        }),
      )
      .optional(),
  }),
  files: z.record(z.string(), z.string()),
});

/** What is known of a contract before it was changed. */
export type EarlierContract =
  | { readonly state: 'unchanged' }
  | { readonly state: 'known'; readonly descriptor: FileDescriptorProto }
  /** Only its aggregates are known: names of fields by the name of the message. */
  | {
      readonly state: 'described';
      readonly fields: ReadonlyMap<string, readonly string[]>;
    }
  | { readonly state: 'unknown' };

function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

/**
 * The contract that a service began with, as far as the tree tells: its record
 * has the digest of what was generated and the answers, its generated code the
 * contract of the last generation.
 */
export function earlierContract(
  tree: SourceTree,
  contract: ContractFile,
  embedded: readonly EmbeddedContract[],
): EarlierContract {
  const generated = embedded.find(
    ({ descriptor }) => descriptor?.name === contract.importName,
  )?.descriptor;
  if (
    generated !== undefined &&
    differences(contract.descriptor, generated).length > 0
  ) {
    return { state: 'known', descriptor: generated };
  }
  const record = readRecord(tree);
  if (record === undefined) return { state: 'unknown' };
  const content = tree.files.get(contract.file);
  if (
    content !== undefined &&
    record.files[contract.file] ===
      createHash('sha256').update(content).digest('hex')
  ) {
    return { state: 'unchanged' };
  }
  if (!Object.hasOwn(record.files, contract.file)) return { state: 'unknown' };
  const { proto, aggregates } = record.answers;
  if (proto !== undefined) return given(proto, contract);
  if (aggregates === undefined) return { state: 'unknown' };
  return {
    state: 'described',
    fields: new Map(
      aggregates.map(({ name, fields }) => [
        name,
        fields.map(field =>
          field.type === 'reference'
            ? `${snakeCase(field.name)}_id`
            : snakeCase(field.name),
        ),
      ]),
    ),
  };
}

function readRecord(tree: SourceTree) {
  const content = tree.files.get(RECORD);
  if (content === undefined) return undefined;
  try {
    return recordSchema.safeParse(JSON.parse(new TextDecoder().decode(content)))
      .data;
  } catch {
    return undefined;
  }
}

/** Of a given contract the aggregates are kept; requests and methods are made anew. */
function given(text: string, contract: ContractFile): EarlierContract {
  try {
    const [file] = compileContracts(
      new Map([[contract.importName, text]]),
    ).files;
    return file === undefined
      ? { state: 'unknown' }
      : {
          state: 'described',
          fields: new Map(
            file.descriptor.messageType
              .filter(
                ({ name }) => !/(Request|Response|Created|Updated)$/.test(name),
              )
              .map(({ name, field }) => [name, field.map(one => one.name)]),
          ),
        };
  } catch {
    return { state: 'unknown' };
  }
}
