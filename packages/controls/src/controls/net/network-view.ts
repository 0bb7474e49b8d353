import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import type { Manifests } from '../../facts/manifests/manifests';
import { deliveriesOf, namespaceOf } from '../../facts/manifests/namespace';
import type { NetworkPod } from '../../facts/manifests/network/connection';
import {
  isNetworkPolicy,
  networkPolicyOf,
  type NetworkPolicy,
  type Protocol,
} from '../../facts/manifests/network/policy';
import { workloadsOf, type Workload } from '../../facts/manifests/workload';
import { itemsAt, textAt, valueAt } from '../../facts/manifests/yaml/node';

/** A workload's pods as the network sees them. */
export interface ServicePods extends NetworkPod {
  readonly workload: Workload;
}

/** A database that an operator runs for the service, as the network sees it. */
export interface DatabasePods extends NetworkPod {
  readonly manifest: Manifest;
}

/** What decides about the connections of one set of manifests. */
export interface NetworkView {
  readonly set: ManifestSet;
  readonly pods: readonly ServicePods[];
  readonly databases: readonly DatabasePods[];
  /** Policies of the set, and those that lie in the tree and could be applied beside it. */
  readonly policies: readonly NetworkPolicy[];
}

/** The namespace of what names none: that of the set's own objects. */
const UNNAMED = '';

function portsOf({ containers }: Workload): NetworkPod['ports'] {
  return containers.flatMap(({ node }) =>
    itemsAt(node, 'ports').flatMap(port => {
      const number = valueAt(port, 'containerPort');
      const name = textAt(port, 'name');
      const protocol = textAt(port, 'protocol');
      if (typeof number !== 'number') return [];
      return [
        {
          port: number,
          protocol: (protocol === 'UDP' || protocol === 'SCTP'
            ? protocol
            : 'TCP') satisfies Protocol,
          ...(name === undefined ? {} : { name }),
        },
      ];
    }),
  );
}

function databaseOf(
  manifest: Manifest,
  namespace: string,
): readonly DatabasePods[] {
  if (manifest.group !== 'postgresql.cnpg.io') return [];
  const labels: Record<string, readonly (readonly [string, string])[]> = {
    Cluster: [
      ['cnpg.io/cluster', manifest.name],
      ['cnpg.io/podRole', 'instance'],
      ['cnpg.io/instanceRole', 'primary'],
      ['role', 'primary'],
    ],
    Pooler: [
      ['cnpg.io/poolerName', manifest.name],
      ['cnpg.io/podRole', 'pooler'],
    ],
  };
  const own = Object.hasOwn(labels, manifest.kind)
    ? labels[manifest.kind]
    : undefined;
  if (own === undefined) return [];
  return [
    {
      type: 'pod',
      name: manifest.name,
      namespace,
      labels: new Map(own),
      ports: [{ name: 'postgresql', port: 5432, protocol: 'TCP' }],
      manifest,
    },
  ];
}

/** The network of each set that has pods, databases or policies. */
export function networkViewsOf(manifests: Manifests): readonly NetworkView[] {
  const deliveries = deliveriesOf(manifests);
  const placed = manifests.sets.map(set => ({
    set,
    objects: set.manifests.map(manifest => ({
      manifest,
      namespace: namespaceOf(manifest, set, deliveries) ?? UNNAMED,
    })),
  }));
  return placed.flatMap(({ set, objects }) => {
    const pods = objects.flatMap(({ manifest, namespace }) =>
      workloadsOf([manifest]).map(
        (workload): ServicePods => ({
          type: 'pod',
          name: workload.title,
          namespace,
          labels: workload.labels,
          ports: portsOf(workload),
          workload,
        }),
      ),
    );
    const own = objects.filter(({ manifest }) => isNetworkPolicy(manifest));
    const databases = objects.flatMap(({ manifest, namespace }) =>
      databaseOf(manifest, namespace),
    );
    if (pods.length + own.length + databases.length === 0) return [];
    const namespace = [...pods, ...databases][0]?.namespace ?? UNNAMED;
    // A policy that lies about can be applied to the same namespace; it can only allow more.
    const beside = placed
      .filter(other => other.set !== set && other.set.origin === 'files')
      .flatMap(other => other.objects)
      .filter(
        object =>
          isNetworkPolicy(object.manifest) &&
          [namespace, UNNAMED].includes(object.namespace),
      );
    return [
      {
        set,
        pods,
        databases,
        policies: [...own, ...beside].map(object =>
          networkPolicyOf(
            object.manifest,
            object.namespace === UNNAMED ? namespace : object.namespace,
          ),
        ),
      },
    ];
  });
}
