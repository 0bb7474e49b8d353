import type { ManifestSet } from '../../facts/manifests/manifest';
import { textAt, valueAt } from '../../facts/manifests/yaml/node';
import { workloadsOf, type Workload } from '../../facts/manifests/workload';

/** Environments where one pod is enough, because nobody depends on them. */
const UNATTENDED = /^(?:dev|development|local|test|testing|preview|sandbox)$/;

/** Whether others depend on what a set deploys. */
export function isAttended({ name, origin }: ManifestSet): boolean {
  return origin !== 'overlay' || !UNATTENDED.test(name);
}

/** The least number of pods that a controller keeps; an autoscaler's where there is one. */
export function replicasOf({ manifest }: Workload, set: ManifestSet): number {
  const scaler = set.manifests.find(
    ({ kind, root }) =>
      (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') &&
      textAt(root, 'spec', 'scaleTargetRef', 'name') === manifest.name &&
      (textAt(root, 'spec', 'scaleTargetRef', 'kind') ?? 'Deployment') ===
        manifest.kind,
  );
  const replicas =
    scaler === undefined
      ? valueAt(manifest.root, 'spec', 'replicas')
      : valueAt(scaler.root, 'spec', 'minReplicas') ??
        valueAt(scaler.root, 'spec', 'minReplicaCount');
  return typeof replicas === 'number' ? replicas : 1;
}

/** Controllers that keep a number of pods alive. */
export function keptAlive(set: ManifestSet): readonly Workload[] {
  return workloadsOf(set.manifests).filter(({ manifest }) =>
    [
      'Deployment',
      'StatefulSet',
      'Rollout',
      'ReplicaSet',
      'ReplicationController',
    ].includes(manifest.kind),
  );
}

/** A number, or a percentage of a total: rounded as the controllers do, up for what may be missing. */
export function share(
  value: string | number | boolean | undefined,
  total: number,
): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d{1,3})%$/.exec(`${value ?? ''}`)?.[1];
  return percent === undefined
    ? undefined
    : Math.ceil((Number(percent) / 100) * total);
}
