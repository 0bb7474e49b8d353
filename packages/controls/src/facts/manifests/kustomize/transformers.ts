import { isOfCluster, type Manifest } from '../manifest';
import {
  at,
  entriesAt,
  itemsAt,
  textAt,
  valueAt,
  type MapNode,
  type Node,
} from '../yaml/node';
import { changeAt, overlaid } from './field-paths';
import { UnsupportedFeature } from './problem';

/** Changes the root of one object. */
export type Transformer = (root: MapNode, manifest: Manifest) => MapNode;

function asMap(node: Node, fallback: MapNode): MapNode {
  return node.type === 'map' ? node : fallback;
}

function changed(
  root: MapNode,
  path: string,
  change: (node: Node | undefined, parent: Node) => Node | undefined,
  create = false,
): MapNode {
  return asMap(changeAt(root, path.split('/'), change, create), root);
}

/** `namespace`: every object that belongs to one is put into this one. */
export function namespaceTransformer(namespace: Node): Transformer {
  return (root, { kind }) => {
    if (kind === 'Namespace') {
      return changed(root, 'metadata/name', () => namespace, true);
    }
    if (isOfCluster(kind)) return root;
    const placed = changed(root, 'metadata/namespace', () => namespace, true);
    return /^(?:Cluster)?RoleBinding$/.test(kind)
      ? changed(placed, 'subjects/*/namespace', () => namespace)
      : placed;
  };
}

const TEMPLATE_PATHS: Readonly<Record<string, string>> = {
  CronJob: 'spec/jobTemplate/spec/template',
  DaemonSet: 'spec/template',
  Deployment: 'spec/template',
  Job: 'spec/template',
  PodTemplate: 'template',
  ReplicaSet: 'spec/template',
  ReplicationController: 'spec/template',
  StatefulSet: 'spec/template',
};

/** Where selectors stand that kustomize keeps in step with labels, by kind; true where it makes them. */
const SELECTOR_PATHS: Readonly<Record<string, readonly [string, boolean][]>> = {
  Deployment: [
    ['spec/selector/matchLabels', true],
    [
      'spec/template/spec/topologySpreadConstraints/*/labelSelector/matchLabels',
      false,
    ],
  ],
  StatefulSet: [['spec/selector/matchLabels', true]],
  DaemonSet: [['spec/selector/matchLabels', true]],
  ReplicaSet: [['spec/selector/matchLabels', true]],
  ReplicationController: [['spec/selector', true]],
  Service: [['spec/selector', true]],
  Job: [['spec/selector/matchLabels', false]],
  CronJob: [['spec/jobTemplate/spec/selector/matchLabels', false]],
  PodDisruptionBudget: [['spec/selector/matchLabels', false]],
  NetworkPolicy: [
    ['spec/podSelector/matchLabels', false],
    ['spec/ingress/*/from/*/podSelector/matchLabels', false],
    ['spec/egress/*/to/*/podSelector/matchLabels', false],
  ],
};

/** Labels for the objects themselves, and where asked for their pods and selectors. */
export function labelTransformer(
  labels: ReadonlyMap<string, Node>,
  options: { readonly selectors: boolean; readonly templates: boolean },
): Transformer {
  const over = (node: Node | undefined, parent: Node): Node =>
    overlaid(node, labels, parent);
  return (root, { kind }) => {
    let result = changed(root, 'metadata/labels', over, true);
    const template = Object.hasOwn(TEMPLATE_PATHS, kind)
      ? TEMPLATE_PATHS[kind]
      : undefined;
    if (
      template !== undefined &&
      (options.templates || options.selectors) &&
      at(result, ...template.split('/')) !== undefined
    ) {
      result = changed(result, `${template}/metadata/labels`, over, true);
    }
    const selectors = Object.hasOwn(SELECTOR_PATHS, kind)
      ? SELECTOR_PATHS[kind] ?? []
      : [];
    if (options.selectors) {
      for (const [path, create] of selectors) {
        result = changed(result, path, over, create);
      }
    }
    return result;
  };
}

/** `commonAnnotations`. */
export function annotationTransformer(
  annotations: ReadonlyMap<string, Node>,
): Transformer {
  const over = (node: Node | undefined, parent: Node): Node =>
    overlaid(node, annotations, parent);
  return (root, { kind }) => {
    const own = changed(root, 'metadata/annotations', over, true);
    const template = Object.hasOwn(TEMPLATE_PATHS, kind)
      ? TEMPLATE_PATHS[kind]
      : undefined;
    return template !== undefined &&
      at(own, ...template.split('/')) !== undefined
      ? changed(own, `${template}/metadata/annotations`, over, true)
      : own;
  };
}

/** The name of an image without its tag and digest. */
function imageName(image: string): string {
  const [withoutDigest = ''] = image.split('@');
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  return colon < 0 ? withoutDigest : withoutDigest.slice(0, colon);
}

/** `images`: another name, tag or digest for an image, wherever containers name it. */
export function imageTransformer(rule: Node): Transformer {
  const name = textAt(rule, 'name');
  for (const [field, value] of entriesAt(rule)) {
    if (!['name', 'newName', 'newTag', 'digest'].includes(field)) {
      throw new UnsupportedFeature(`the field ${field} of images`, value.place);
    }
  }
  const rename = (node: Node | undefined): Node | undefined => {
    const image = textAt(node);
    if (image === undefined || imageName(image) !== name) return node;
    const suffix = image.slice(imageName(image).length);
    const newName = textAt(rule, 'newName') ?? name;
    const tag = valueAt(rule, 'newTag');
    const digest = textAt(rule, 'digest');
    const version = [
      tag === undefined ? '' : `:${tag}`,
      digest === undefined ? '' : `@${digest}`,
    ].join('');
    const place = (at(rule, 'digest') ?? at(rule, 'newTag') ?? rule).place;
    return {
      type: 'scalar',
      value: `${newName}${version === '' ? suffix : version}`,
      place,
    };
  };
  return (root, { kind }) => {
    const template =
      kind === 'Pod'
        ? ''
        : `${
            Object.hasOwn(TEMPLATE_PATHS, kind)
              ? TEMPLATE_PATHS[kind]
              : 'spec/template'
          }/`;
    return ['containers', 'initContainers', 'ephemeralContainers'].reduce(
      (result, sort) =>
        changed(result, `${template}spec/${sort}/*/image`, rename),
      root,
    );
  };
}

/** `replicas`: another number of pods for the workload of a name. */
export function replicaTransformer(rule: Node): Transformer {
  const name = textAt(rule, 'name');
  const count = at(rule, 'count');
  return (root, manifest) =>
    manifest.name === name &&
    count !== undefined &&
    [
      'Deployment',
      'StatefulSet',
      'ReplicaSet',
      'ReplicationController',
    ].includes(manifest.kind)
      ? changed(root, 'spec/replicas', () => count, true)
      : root;
}

/** The transformers of `labels`, `commonLabels` and `commonAnnotations`. */
export function labelTransformers(root: Node): readonly Transformer[] {
  const transformers: Transformer[] = [];
  for (const rule of itemsAt(root, 'labels')) {
    for (const [field, value] of entriesAt(rule)) {
      if (!['pairs', 'includeSelectors', 'includeTemplates'].includes(field)) {
        throw new UnsupportedFeature(
          `the field ${field} of labels`,
          value.place,
        );
      }
    }
    transformers.push(
      labelTransformer(entriesAt(rule, 'pairs'), {
        selectors: valueAt(rule, 'includeSelectors') === true,
        templates: valueAt(rule, 'includeTemplates') === true,
      }),
    );
  }
  const common = entriesAt(root, 'commonLabels');
  if (common.size > 0) {
    transformers.push(
      labelTransformer(common, { selectors: true, templates: true }),
    );
  }
  const annotations = entriesAt(root, 'commonAnnotations');
  if (annotations.size > 0) {
    transformers.push(annotationTransformer(annotations));
  }
  return transformers;
}
