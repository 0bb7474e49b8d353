import { compileProto } from '@ameide/contracts';
import { fromBinary, type FileRegistry } from '@bufbuild/protobuf';
import {
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { buildDomainModel, contractOf } from './domain/build-domain-model';
import type { DomainInput } from './domain/input';
import type { DomainModel } from './domain/model';
import {
  generateTypescript,
  importRegistry,
} from './proto/generate-typescript';
import type { ReleaseSdk, TemplateRelease } from './release/release';
import { renderSkeleton } from './rendering/render-skeleton';
import {
  comparePaths,
  contentHash,
  digestOfHashed,
  sha256,
} from './tree/digests';
import type {
  GeneratedFile,
  GeneratedTree,
  ScaffoldRecord,
} from './tree/generated-tree';
import { completeLockfile } from './tree/lockfile';
import { domainControls } from './tree/promised-controls';
import { domainPromises } from './tree/promises';
import { summarize } from './tree/summary';

const RECORD_PATH = '.ameide/scaffold.json';

const text = (content: string) => Buffer.from(content);

/** A release and a valid input for its template. */
export interface GenerateOptions {
  readonly release: TemplateRelease;
  readonly input: DomainInput;
}

/**
 * Makes all files of a domain controller, in memory. The same release and input
 * give the same bytes.
 *
 * @throws Error when the skeleton itself is wrong; the message names its file.
 */
export function generate({ release, input }: GenerateOptions): GeneratedTree {
  const tarball = `vendor/${tarballName(release.sdk)}`;
  const model = buildDomainModel(input, {
    release: {
      template: release.template,
      version: release.version,
      digest: release.digest,
    },
    sdk: {
      name: release.sdk.name,
      version: release.sdk.version,
      tarball,
      integrity: release.sdk.integrity,
    },
  });
  const files = renderSkeleton({
    skeleton: release.skeleton,
    partials: release.partials,
    context: model,
    aggregates: model.aggregates,
    paths: {
      service: model.service.id,
      protoDir: model.service.protoDir,
      protoFile: model.service.protoFile,
      aggregates: model.aggregates.map(aggregate => aggregate.kebab),
    },
  });
  add(files, tarball, release.sdk.tarball);
  addContractCode(files, model, release.sdk);
  completeLockfiles(files, release.sdk, tarball);

  const promises = domainPromises(model);
  const hashed = [...sortFiles(files)].map(
    ([path, { content, executable }]) =>
      [path, { hash: contentHash(content), executable }] as const,
  );
  const record: ScaffoldRecord = {
    schemaVersion: 1,
    template: {
      name: release.template,
      version: release.version,
      digest: release.digest,
    },
    sdk: { version: release.sdk.version, integrity: release.sdk.integrity },
    answers: input,
    files: Object.fromEntries(hashed.map(([path, { hash }]) => [path, hash])),
    promises,
    controls: domainControls(),
  };
  const written = text(`${JSON.stringify(record, null, 2)}\n`);
  add(files, RECORD_PATH, written);
  const complete = sortFiles(files);
  return {
    files: complete,
    digest: digestOfHashed([
      ...hashed,
      [RECORD_PATH, { hash: sha256(written), executable: false }],
    ]),
    record,
    summary: summarize(
      model,
      contractOf(input).replaced,
      complete.size,
      promises,
    ),
  };
}

/** `ameideio-ameide-sdk-ts-0.1.0.tgz`, as npm pack names it. */
export function tarballName(sdk: Pick<ReleaseSdk, 'name' | 'version'>): string {
  return `${sdk.name.replace('@', '').replace('/', '-')}-${sdk.version}.tgz`;
}

function add(
  files: Map<string, GeneratedFile>,
  path: string,
  content: Uint8Array,
) {
  if (files.has(path))
    throw new Error(
      `skeleton/${path}: this file is made by the generator; remove it`,
    );
  files.set(path, { content, executable: false });
}

function sortFiles(files: ReadonlyMap<string, GeneratedFile>) {
  return new Map(
    [...files].sort(([first], [second]) => comparePaths(first, second)),
  );
}

/** The TypeScript of the contract, and the digest by which a test sees that both belong together. */
function addContractCode(
  files: Map<string, GeneratedFile>,
  model: DomainModel,
  sdk: ReleaseSdk,
) {
  const name = `${model.service.protoDir}/${model.service.protoFile}`;
  const source = files.get(`proto/${name}`);
  if (source === undefined)
    throw new Error(`skeleton: there is no proto/${name}`);
  const { descriptors, registry } = importsOf(sdk);
  const contract = Buffer.from(source.content).toString('utf8');
  try {
    const generated = generateTypescript(
      compileProto(name, contract, registry),
      descriptors,
    );
    add(files, `src/gen/${generated.path}`, text(generated.text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`proto/${name}: ${reason}`, { cause: error });
  }
  add(
    files,
    'src/gen/contract.sha256',
    text(`${sha256(contract)}  proto/${name}\n`),
  );
}

const IMPORTS = new WeakMap<
  Uint8Array,
  { descriptors: FileDescriptorSet; registry: FileRegistry }
>();

function importsOf(sdk: ReleaseSdk) {
  let imports = IMPORTS.get(sdk.descriptors);
  if (imports === undefined) {
    const descriptors = fromBinary(FileDescriptorSetSchema, sdk.descriptors);
    imports = { descriptors, registry: importRegistry(descriptors) };
    IMPORTS.set(sdk.descriptors, imports);
  }
  return imports;
}

function completeLockfiles(
  files: Map<string, GeneratedFile>,
  sdk: ReleaseSdk,
  tarball: string,
) {
  for (const folder of ['', 'tools/']) {
    const path = `${folder}package-lock.json`;
    const lockfile = files.get(path);
    const manifest = files.get(`${folder}package.json`);
    if (lockfile === undefined || manifest === undefined) continue;
    const completed = completeLockfile(
      lockfile.content,
      Buffer.from(manifest.content).toString('utf8'),
      sdk,
      `${folder === '' ? '' : '../'}${tarball}`,
    );
    files.set(path, { ...lockfile, content: text(completed) });
  }
}
