import { at, itemsAt, textAt, type MapNode, type Node } from './yaml/node';

/** One Kubernetes object as it is deployed. */
export interface Manifest {
  readonly apiVersion: string;
  /** The part of `apiVersion` before the slash; empty for the core group. */
  readonly group: string;
  /** `v1`. */
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Absent in an object that names none: the one that it is applied in, or none where it is the cluster's. */
  readonly namespace?: string;
  readonly root: MapNode;
  /** Only in what a generator of Kustomize makes. */
  readonly generated?: true;
}

/** Objects that are deployed together. */
export interface ManifestSet {
  /** The environment of a declared overlay, else the path of the kustomization or `files of the tree`. */
  readonly name: string;
  /**
   * `overlay`: declared in the service's description; `kustomization`: found in
   * the tree; `files`: manifests that no kustomization deploys.
   */
  readonly origin: 'overlay' | 'kustomization' | 'files';
  readonly manifests: readonly Manifest[];
  /** Folder of the kustomization, or of the plain manifests of an overlay. */
  readonly folder?: string;
}

/** Groups of files for other tools, which nothing deploys to a cluster. */
const OTHER_TOOLS =
  /(?:^|\.)(?:backstage\.io|config\.k8s\.io|kubeadm\.k8s\.io|audit\.k8s\.io|kind\.x-k8s\.io|ctlptl\.dev|skaffold|client\.authentication\.k8s\.io)$/;

/** The object that a document is, or undefined for one that is none of Kubernetes. */
export function manifestOf(node: Node): Manifest | undefined {
  const apiVersion = textAt(node, 'apiVersion');
  const kind = textAt(node, 'kind');
  if (node.type !== 'map' || apiVersion === undefined || kind === undefined) {
    return undefined;
  }
  const slash = apiVersion.lastIndexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  const isClientConfiguration = kind === 'Config' && group === '';
  if (OTHER_TOOLS.test(group) || isClientConfiguration) return undefined;
  const namespace = textAt(node, 'metadata', 'namespace');
  return {
    apiVersion,
    group,
    version: apiVersion.slice(slash + 1),
    kind,
    name:
      textAt(node, 'metadata', 'name') ??
      textAt(node, 'metadata', 'generateName') ??
      '(no name)',
    ...(namespace === undefined ? {} : { namespace }),
    root: node,
  };
}

/** The objects of a document: those of a list, or the one that it is. */
export function manifestsOf(node: Node): readonly Manifest[] {
  const kind = textAt(node, 'kind');
  if (kind?.endsWith('List') && at(node, 'items')?.type === 'list') {
    const [itemKind, apiVersion] = [
      kind.slice(0, -4),
      textAt(node, 'apiVersion'),
    ];
    return itemsAt(node, 'items').flatMap(item => {
      const whole =
        item.type === 'map' && itemKind !== '' && apiVersion !== undefined
          ? typed(item, itemKind, apiVersion)
          : item;
      return manifestsOf(whole);
    });
  }
  const manifest = manifestOf(node);
  return manifest === undefined ? [] : [manifest];
}

/** An item of a typed list may leave out what the list's own kind says. */
function typed(item: MapNode, kind: string, apiVersion: string): MapNode {
  const entries = new Map(item.entries);
  const scalar = (value: string): Node => ({
    type: 'scalar',
    value,
    place: item.place,
  });
  if (!entries.has('kind')) entries.set('kind', scalar(kind));
  if (!entries.has('apiVersion')) entries.set('apiVersion', scalar(apiVersion));
  return { ...item, entries };
}

/** `Deployment/orders`. */
export function nameOf({ kind, name }: Manifest): string {
  return `${kind}/${name}`;
}

/** Kinds of the core groups, RBAC and the operators in use that belong to no namespace. */
const CLUSTER_KINDS = new Set([
  'APIService',
  'CertificateSigningRequest',
  'ClusterImageCatalog',
  'ClusterIssuer',
  'ClusterExternalSecret',
  'ClusterPolicy',
  'ClusterRole',
  'ClusterRoleBinding',
  'ClusterSecretStore',
  'ComponentStatus',
  'CSIDriver',
  'CSINode',
  'CustomResourceDefinition',
  'FlowSchema',
  'GatewayClass',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'Namespace',
  'Node',
  'PersistentVolume',
  'PodSecurityPolicy',
  'PriorityClass',
  'PriorityLevelConfiguration',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
  'VolumeAttachment',
  'AdminNetworkPolicy',
  'BaselineAdminNetworkPolicy',
  'ClusterNetworkPolicy',
  'CiliumClusterwideNetworkPolicy',
  'GlobalNetworkPolicy',
  'Bundle',
]);

/** Whether objects of a kind belong to the cluster and to no namespace. */
export function isOfCluster(kind: string): boolean {
  return CLUSTER_KINDS.has(kind);
}
