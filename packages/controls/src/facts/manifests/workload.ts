import { nameOf, type Manifest } from './manifest';
import {
  at,
  itemsAt,
  textAt,
  textMapAt,
  type MapNode,
  type Node,
} from './yaml/node';

/** One container of a pod. */
export interface Container {
  readonly name: string;
  readonly sort: 'containers' | 'initContainers' | 'ephemeralContainers';
  readonly node: MapNode;
}

/** What makes pods: a pod itself, a controller of pods, or a template of them. */
export interface Workload {
  readonly manifest: Manifest;
  /** `Deployment/orders`. */
  readonly title: string;
  /** Metadata and spec of the pods. */
  readonly template: MapNode;
  readonly pod: MapNode;
  readonly labels: ReadonlyMap<string, string>;
  readonly containers: readonly Container[];
}

const TEMPLATES: readonly (readonly string[])[] = [
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
  ['template'],
];

function templateOf({ kind, root }: Manifest): Node | undefined {
  if (kind === 'Pod') return root;
  for (const path of TEMPLATES) {
    const template = at(root, ...path);
    // Kinds of operators that make pods have a template of the same shape.
    if (at(template, 'spec', 'containers')?.type === 'list') return template;
  }
  return undefined;
}

const SORTS = ['containers', 'initContainers', 'ephemeralContainers'] as const;

function containersOf(pod: MapNode): readonly Container[] {
  return SORTS.flatMap(sort =>
    itemsAt(pod, sort).flatMap((node, index) =>
      node.type === 'map'
        ? [{ name: textAt(node, 'name') ?? `${sort}[${index}]`, sort, node }]
        : [],
    ),
  );
}

/** The workload that an object is; undefined for one that makes no pods. */
export function workloadOf(manifest: Manifest): Workload | undefined {
  const template = templateOf(manifest);
  const pod = at(template, 'spec');
  if (template?.type !== 'map' || pod?.type !== 'map') return undefined;
  return {
    manifest,
    title: nameOf(manifest),
    template,
    pod,
    labels: textMapAt(template, 'metadata', 'labels'),
    containers: containersOf(pod),
  };
}

/** Most controls ask for the workloads of the same objects. */
const known = new WeakMap<readonly Manifest[], readonly Workload[]>();

/** Every workload among objects. */
export function workloadsOf(
  manifests: readonly Manifest[],
): readonly Workload[] {
  const workloads =
    known.get(manifests) ??
    manifests.flatMap(manifest => workloadOf(manifest) ?? []);
  known.set(manifests, workloads);
  return workloads;
}
