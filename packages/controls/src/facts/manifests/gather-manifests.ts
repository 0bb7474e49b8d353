import { posix } from 'node:path';
import type { SourceTree } from '../../source/source-tree';
import { available, broken, unavailable, type Fact } from '../fact';
import type { Facts } from '../facts';
import { manifestsOf, type ManifestSet } from './manifest';
import type { Manifests, UnreadableManifest } from './manifests';
import { BrokenKustomization, UnsupportedFeature } from './kustomize/problem';
import {
  KUSTOMIZATION_FILES,
  kustomizationFile,
  resolveKustomization,
  type Resolution,
} from './kustomize/resolve';
import { textAt, textsAt, type Node } from './yaml/node';
import { parseYaml, UnreadableYaml } from './yaml/parse-yaml';

/** Most kustomizations that are resolved for one tree. */
const MAXIMUM_KUSTOMIZATIONS = 200;
/**
 * Most objects of one tree. Selectors are compared with pods, so that the cost
 * grows with the square of their number.
 */
const MAXIMUM_OBJECTS = 3000;
/** Most bytes of manifests that are read for one tree. */
const MAXIMUM_TOTAL_BYTES = 32 * 1024 * 1024;

/** Parses each file once. */
class Documents {
  readonly #parsed = new Map<string, readonly Node[] | UnreadableYaml>();
  #bytes = 0;

  constructor(readonly tree: SourceTree) {}

  /** @throws UnreadableYaml */
  readonly of = (file: string): readonly Node[] => {
    const known = this.#parsed.get(file) ?? this.#parse(file);
    if (known instanceof UnreadableYaml) throw known;
    return known;
  };

  #parse(file: string): readonly Node[] | UnreadableYaml {
    const content = this.tree.files.get(file) ?? new Uint8Array();
    let result: readonly Node[] | UnreadableYaml;
    try {
      this.#bytes += content.length;
      if (this.#bytes > MAXIMUM_TOTAL_BYTES) {
        throw new UnreadableYaml(
          `comes after ${
            MAXIMUM_TOTAL_BYTES / 1024 / 1024
          } MB of other manifests`,
          { file, line: 1 },
        );
      }
      result = parseYaml(content, file);
    } catch (error) {
      if (!(error instanceof UnreadableYaml)) throw error;
      result = error;
    }
    this.#parsed.set(file, result);
    return result;
  }
}

function isKustomization(file: string): boolean {
  return KUSTOMIZATION_FILES.includes(posix.basename(file));
}

const UTF16 = [
  [0xfe, 0xff],
  [0xff, 0xfe],
];

/** Whether a file can hold an object of Kubernetes: cheap, and wrong only in what it lets through. */
function mayHoldManifest(file: string, content: Uint8Array): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(file) || isKustomization(file)) return false;
  if (
    UTF16.some(
      ([first, second]) => content[0] === first && content[1] === second,
    )
  ) {
    return true;
  }
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.length);
  // A key can be written with escapes too.
  return (
    bytes.includes('apiVersion') ||
    ['\\u0', '\\x', '\\U0'].some(escape => bytes.includes(escape))
  );
}

/** Folders that the kustomization of a folder builds on. */
function foldersNamedBy(
  tree: SourceTree,
  documents: Documents,
  folder: string,
): readonly string[] {
  const file = kustomizationFile(tree, folder);
  if (file === undefined) return [];
  const [root] = documents.of(file);
  return ['resources', 'bases', 'components']
    .flatMap(field => textsAt(root, field))
    .map(name => posix.normalize(posix.join(folder, name)).replace(/\/$/, ''));
}

/** Manifests below a folder that no kustomization deploys. */
function folderSet(
  tree: SourceTree,
  documents: Documents,
  environment: string,
  folder: string,
): { readonly set: ManifestSet; readonly files: readonly string[] } {
  const files = [...tree.files.keys()].filter(
    file =>
      file.startsWith(`${folder}/`) &&
      mayHoldManifest(file, tree.files.get(file) ?? new Uint8Array()),
  );
  if (files.length === 0) {
    throw new BrokenKustomization(
      `the overlay ${environment} has no manifests`,
      {
        file: folder,
        line: 1,
      },
    );
  }
  return {
    set: {
      name: environment,
      origin: 'overlay',
      folder,
      manifests: files.flatMap(file => documents.of(file).flatMap(manifestsOf)),
    },
    files,
  };
}

class Gatherer {
  readonly sets: ManifestSet[] = [];
  readonly unreadable: UnreadableManifest[] = [];
  readonly #documents: Documents;
  readonly #deployed = new Set<string>();
  readonly #folders = new Set<string>();

  constructor(readonly tree: SourceTree) {
    this.#documents = new Documents(tree);
  }

  #add(
    resolution: Resolution,
    set: Pick<ManifestSet, 'name' | 'origin'>,
    folder: string,
  ): void {
    this.sets.push({ ...set, manifests: resolution.manifests, folder });
    for (const file of resolution.files) this.#deployed.add(file);
    for (const path of resolution.folders) this.#folders.add(path);
  }

  overlays(overlays: Readonly<Record<string, string>>): void {
    for (const [environment, path] of Object.entries(overlays)) {
      const folder = posix.normalize(path).replace(/\/$/, '');
      if (kustomizationFile(this.tree, folder) === undefined) {
        const plain = folderSet(
          this.tree,
          this.#documents,
          environment,
          folder,
        );
        this.sets.push(plain.set);
        for (const file of plain.files) this.#deployed.add(file);
        continue;
      }
      const resolution = resolveKustomization(
        this.tree,
        folder,
        this.#documents.of,
      );
      this.#add(resolution, { name: environment, origin: 'overlay' }, folder);
    }
  }

  /** Kustomizations that no declared overlay builds on; first those that no other builds on. */
  otherKustomizations(): void {
    const folders = [...this.tree.files.keys()]
      .filter(isKustomization)
      .map(file => posix.dirname(file))
      .filter(folder => !this.#folders.has(folder));
    if (folders.length > MAXIMUM_KUSTOMIZATIONS) {
      throw new BrokenKustomization(
        `there are more than ${MAXIMUM_KUSTOMIZATIONS} kustomizations`,
        { file: folders[0] ?? '.', line: 1 },
      );
    }
    const named = new Set(
      folders.flatMap(path => foldersNamedBy(this.tree, this.#documents, path)),
    );
    const isRoot = (path: string): boolean => !named.has(path);
    for (const folder of [
      ...folders.filter(isRoot),
      ...folders.filter(path => !isRoot(path)),
    ]) {
      if (this.#folders.has(folder) || this.#isComponent(folder)) continue;
      const resolution = resolveKustomization(
        this.tree,
        folder,
        this.#documents.of,
      );
      this.#add(resolution, { name: folder, origin: 'kustomization' }, folder);
    }
  }

  #isComponent(folder: string): boolean {
    const file = kustomizationFile(this.tree, folder);
    const [root] = file === undefined ? [] : this.#documents.of(file);
    return textAt(root, 'kind') === 'Component';
  }

  /** Manifests that no kustomization deploys: whoever applies them deploys them all the same. */
  otherFiles(): void {
    const manifests = [...this.tree.files].flatMap(([file, content]) => {
      if (this.#deployed.has(file) || !mayHoldManifest(file, content))
        return [];
      try {
        return this.#documents.of(file).flatMap(manifestsOf);
      } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
        this.unreadable.push({ message: error.message, place: error.place });
        return [];
      }
    });
    if (manifests.length > 0) {
      this.sets.push({ name: 'files of the tree', origin: 'files', manifests });
    }
  }

  /** Templates of Helm are no manifests until Helm has run. */
  refuseHelm(): void {
    for (const file of this.tree.files.keys()) {
      if (posix.basename(file) === 'Chart.yaml') {
        throw new UnsupportedFeature('a Helm chart', { file, line: 1 });
      }
    }
  }
}

/**
 * Finds what a tree deploys: the overlays that its description declares, as
 * Kustomize would build them, then every other kustomization and manifest
 * wherever it lies.
 */
export function gatherManifests(
  tree: SourceTree,
  gathered: Partial<Facts>,
): Fact<Manifests> {
  const gatherer = new Gatherer(tree);
  const overlays =
    gathered.metadata?.state === 'available'
      ? gathered.metadata.value.description?.deployment?.overlays
      : undefined;
  try {
    gatherer.refuseHelm();
    gatherer.overlays(overlays ?? {});
    gatherer.otherKustomizations();
    gatherer.otherFiles();
  } catch (error) {
    if (error instanceof UnsupportedFeature) return unavailable(error.message);
    if (error instanceof BrokenKustomization) return broken(error.message);
    if (error instanceof UnreadableYaml) {
      return broken(
        `${error.place.file}:${error.place.line}: ${error.message}`,
      );
    }
    throw error;
  }
  const objects = gatherer.sets.reduce(
    (sum, { manifests }) => sum + manifests.length,
    0,
  );
  if (objects > MAXIMUM_OBJECTS) {
    return broken(`there are more than ${MAXIMUM_OBJECTS} objects to deploy`);
  }
  return available({ sets: gatherer.sets, unreadable: gatherer.unreadable });
}
