import { posix } from 'node:path';
import type { SourceTree } from '../../../source/source-tree';
import { manifestsOf, type Manifest } from '../manifest';
import {
  at,
  entriesAt,
  itemsAt,
  textAt,
  type MapNode,
  type Node,
} from '../yaml/node';
import { parseYaml } from '../yaml/parse-yaml';
import { generated } from './generators';
import { renamed } from './names';
import { patchedByName, patchedByTarget, withRoot } from './patches';
import { BrokenKustomization, UnsupportedFeature } from './problem';
import { targetMatcher } from './target';
import {
  imageTransformer,
  labelTransformers,
  namespaceTransformer,
  replicaTransformer,
  type Transformer,
} from './transformers';

/** Names under which Kustomize looks for a kustomization in a folder. */
export const KUSTOMIZATION_FILES = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** Deepest chain of bases and components, and most objects and patches of a whole resolution. */
const MAXIMUM_CHAIN = 20;
const MAXIMUM_STEPS = 20_000;

const SUPPORTED = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'resources',
  'bases',
  'components',
  'namespace',
  'namePrefix',
  'nameSuffix',
  'labels',
  'commonLabels',
  'commonAnnotations',
  'images',
  'replicas',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'configMapGenerator',
  'secretGenerator',
  'generatorOptions',
  'buildMetadata',
  'sortOptions',
]);

/** Objects and files that a kustomization is made of. */
export interface Resolution {
  readonly manifests: readonly Manifest[];
  /** Every file that was read for it. */
  readonly files: ReadonlySet<string>;
  /** Folders of the kustomizations that it builds on. */
  readonly folders: ReadonlySet<string>;
}

/** The kustomization file of a folder; undefined where there is none. */
export function kustomizationFile(
  tree: SourceTree,
  folder: string,
): string | undefined {
  return KUSTOMIZATION_FILES.map(name => posix.join(folder, name)).find(file =>
    tree.files.has(file),
  );
}

class Resolver {
  readonly files = new Set<string>();
  readonly folders = new Set<string>();
  #steps = 0;

  constructor(
    readonly tree: SourceTree,
    readonly documents: (file: string) => readonly Node[],
  ) {}

  #step(node: Node): void {
    this.#steps += 1;
    if (this.#steps > MAXIMUM_STEPS) {
      throw new BrokenKustomization(
        'does more than can be followed',
        node.place,
      );
    }
  }

  /** The path in the tree that a kustomization names; it may not leave the tree. */
  #path(folder: string, name: string, node: Node): string {
    if (/^[a-z]+:\/\/|^git@|^[\w.-]+\.[a-z]{2,}\/.*|\?ref=/i.test(name)) {
      const local = posix.normalize(posix.join(folder, name));
      const isLocal =
        this.tree.files.has(local) ||
        kustomizationFile(this.tree, local) !== undefined;
      if (!isLocal) {
        throw new UnsupportedFeature(`the remote resource ${name}`, node.place);
      }
    }
    const path = posix.normalize(posix.join(folder, name)).replace(/\/$/, '');
    if (path.startsWith('..') || name.startsWith('/')) {
      throw new BrokenKustomization(
        `${name} leads out of the tree`,
        node.place,
      );
    }
    return path;
  }

  #file(path: string, node: Node): string {
    if (!this.tree.files.has(path)) {
      throw new BrokenKustomization(`there is no file ${path}`, node.place);
    }
    this.files.add(path);
    return path;
  }

  #read(folder: string, name: string, node: Node): readonly Node[] {
    return this.documents(this.#file(this.#path(folder, name, node), node));
  }

  #text(folder: string, name: string, node: Node): string {
    const path = this.#file(this.#path(folder, name, node), node);
    return new TextDecoder().decode(this.tree.files.get(path));
  }

  /** The objects that the kustomization of a folder makes of those that it is given. */
  folder(
    folder: string,
    from: Node | undefined,
    chain: readonly string[],
    given: readonly Manifest[],
  ): readonly Manifest[] {
    const file = kustomizationFile(this.tree, folder);
    const start: Node = from ?? {
      type: 'scalar',
      value: null,
      place: { file: file ?? folder, line: 1 },
    };
    if (file === undefined) {
      throw new BrokenKustomization(
        `there is no kustomization in ${folder}`,
        start.place,
      );
    }
    if (chain.includes(folder) || chain.length > MAXIMUM_CHAIN) {
      throw new BrokenKustomization(`${folder} builds on itself`, start.place);
    }
    this.files.add(file);
    this.folders.add(folder);
    const [root] = this.documents(file);
    if (root?.type !== 'map') {
      throw new BrokenKustomization('is no kustomization', { file, line: 1 });
    }
    for (const [field, value] of root.entries) {
      if (!SUPPORTED.has(field)) {
        throw new UnsupportedFeature(`Kustomize's ${field}`, value.place);
      }
    }
    return this.#transformed(
      folder,
      root,
      [...given, ...this.#accumulated(folder, root, [...chain, folder])],
      [...chain, folder],
    );
  }

  #accumulated(
    folder: string,
    root: MapNode,
    chain: readonly string[],
  ): readonly Manifest[] {
    const resources = [
      ...itemsAt(root, 'resources'),
      ...itemsAt(root, 'bases'),
    ];
    return resources.flatMap(resource => {
      const name = textAt(resource) ?? '';
      const path = this.#path(folder, name, resource);
      this.#step(resource);
      if (!this.tree.files.has(path)) {
        return this.folder(path, resource, chain, []);
      }
      return this.#read(folder, name, resource).flatMap(document => {
        const manifests = manifestsOf(document);
        if (manifests.length === 0 && itemsAt(document, 'items').length === 0) {
          throw new BrokenKustomization(
            'is no Kubernetes object',
            document.place,
          );
        }
        return manifests;
      });
    });
  }

  #transformed(
    folder: string,
    root: MapNode,
    accumulated: readonly Manifest[],
    chain: readonly string[],
  ): readonly Manifest[] {
    let manifests = accumulated;
    for (const component of itemsAt(root, 'components')) {
      const path = this.#path(folder, textAt(component) ?? '', component);
      manifests = this.folder(path, component, chain, manifests);
    }
    const read = (name: string, node: Node): string =>
      this.#text(folder, name, node);
    manifests = [
      ...manifests,
      ...(['ConfigMap', 'Secret'] as const).flatMap(kind =>
        generated(root, kind, read).flatMap(node =>
          manifestsOf(node).map(manifest => ({
            ...manifest,
            generated: true as const,
          })),
        ),
      ),
    ];
    for (const patch of itemsAt(root, 'patchesStrategicMerge')) {
      manifests = patchedByName(
        manifests,
        this.#patchNodes(folder, patch),
        node => this.#step(node),
      );
    }
    for (const patch of itemsAt(root, 'patches')) {
      manifests = this.#patched(folder, manifests, patch);
    }
    manifests = this.#each(manifests, this.#transformers(root, 'before'));
    const prefix = textAt(root, 'namePrefix') ?? '';
    const suffix = textAt(root, 'nameSuffix') ?? '';
    if (prefix !== '' || suffix !== '') {
      const roots = renamed(manifests, { prefix, suffix });
      manifests = manifests.map((manifest, index) =>
        withRoot(manifest, roots[index] ?? manifest.root),
      );
    }
    manifests = this.#each(manifests, labelTransformers(root));
    for (const patch of itemsAt(root, 'patchesJson6902')) {
      manifests = this.#patched(folder, manifests, patch);
    }
    return this.#each(manifests, this.#transformers(root, 'after'));
  }

  #transformers(
    root: MapNode,
    when: 'before' | 'after',
  ): readonly Transformer[] {
    if (when === 'before') {
      const namespace = at(root, 'namespace');
      return namespace === undefined ? [] : [namespaceTransformer(namespace)];
    }
    return [
      ...itemsAt(root, 'replicas').map(replicaTransformer),
      ...itemsAt(root, 'images').map(imageTransformer),
    ];
  }

  #each(
    manifests: readonly Manifest[],
    transformers: readonly Transformer[],
  ): readonly Manifest[] {
    return manifests.map(manifest => {
      this.#step(manifest.root);
      return transformers.reduce(
        (current, transform) =>
          withRoot(current, transform(current.root, current)),
        manifest,
      );
    });
  }

  /** The nodes of a patch that is written inside a kustomization or in a file that it names. */
  #patchNodes(folder: string, patch: Node): readonly Node[] {
    const text = textAt(patch) ?? '';
    return text.includes('\n') || text.startsWith('{')
      ? this.#inline(patch, text)
      : this.#read(folder, text, patch);
  }

  #inline(node: Node, text: string): readonly Node[] {
    const { file, line } = node.place;
    const block = node.type === 'scalar' && node.block === true;
    return parseYaml(text, file, block ? line + 1 : line);
  }

  #patched(
    folder: string,
    manifests: readonly Manifest[],
    patch: Node,
  ): readonly Manifest[] {
    for (const [field, value] of entriesAt(patch)) {
      const known = ['path', 'patch', 'target', 'options'].includes(field);
      if (!known) {
        throw new UnsupportedFeature(
          `the field ${field} of patches`,
          value.place,
        );
      }
    }
    const inline = at(patch, 'patch');
    const path = at(patch, 'path');
    const nodes =
      inline === undefined
        ? this.#read(folder, textAt(path) ?? '', path ?? patch)
        : this.#inline(inline, textAt(inline) ?? '');
    const target = at(patch, 'target');
    const count = (node: Node): void => this.#step(node);
    return target === undefined
      ? patchedByName(manifests, nodes, count)
      : patchedByTarget(manifests, targetMatcher(target), nodes, count);
  }
}

/**
 * What the kustomization of a folder deploys. Every field still points at the
 * file and line that it came from.
 *
 * @param documents - reads and parses a file of the tree
 * @throws UnsupportedFeature, BrokenKustomization, UnreadableYaml
 */
export function resolveKustomization(
  tree: SourceTree,
  folder: string,
  documents: (file: string) => readonly Node[],
): Resolution {
  const resolver = new Resolver(tree, documents);
  const manifests = resolver.folder(
    posix.normalize(folder).replace(/\/$/, ''),
    undefined,
    [],
    [],
  );
  return { manifests, files: resolver.files, folders: resolver.folders };
}
