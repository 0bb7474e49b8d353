import type { ManifestSet } from '../../facts/manifests/manifest';
import {
  at,
  textAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import type { Workload } from '../../facts/manifests/workload';

/** The service account that pods run as, as they name it; undefined where they name none. */
export function accountOf({ pod }: Workload): Node | undefined {
  return at(pod, 'serviceAccountName') ?? at(pod, 'serviceAccount');
}

/** The account of a name among the objects of a set. */
export function accountNamed(
  set: ManifestSet,
  name: string | undefined,
): ManifestSet['manifests'][number] | undefined {
  return set.manifests.find(
    manifest => manifest.kind === 'ServiceAccount' && manifest.name === name,
  );
}

/** Whether pods are given a token of the API server: the pod decides, then its account, then the default, which is yes. */
export function mountsToken(workload: Workload, set: ManifestSet): boolean {
  const own = valueAt(workload.pod, 'automountServiceAccountToken');
  if (own !== undefined) return own !== false;
  const account = accountNamed(set, textAt(accountOf(workload)) ?? 'default');
  return valueAt(account?.root, 'automountServiceAccountToken') !== false;
}
