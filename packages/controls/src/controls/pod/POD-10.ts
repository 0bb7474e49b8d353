import { defineControl } from '../../control/control';
import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { workloadsOf, type Workload } from '../../facts/manifests/workload';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  valueAt,
} from '../../facts/manifests/yaml/node';
import { accountOf, mountsToken } from './accounts';
import { NO_WORKLOADS } from './in-each-workload';

/** Tokens that a pod asks for itself: for the API server unless they name another audience. */
function* projectedTokens({
  pod,
  title,
}: Workload): Generator<ManifestProblem> {
  for (const volume of itemsAt(pod, 'volumes')) {
    for (const source of itemsAt(volume, 'projected', 'sources')) {
      const token = at(source, 'serviceAccountToken');
      const audience = textAt(token, 'audience') ?? '';
      if (token === undefined) continue;
      if (audience !== '' && !audience.includes('kubernetes.default')) continue;
      yield {
        place: token.place,
        subject: `${title} projected token ${textAt(volume, 'name')}`,
        message: `${title}: the volume ${textAt(
          volume,
          'name',
        )} holds a token of the API server`,
      };
    }
  }
}

function* tokensOfWorkload(
  workload: Workload,
  set: ManifestSet,
): Generator<ManifestProblem> {
  if (mountsToken(workload, set)) {
    yield {
      place: placeAt(workload.pod, 'automountServiceAccountToken'),
      subject: `${workload.title} token`,
      message: `${workload.title}: its pods are given a token of the API server`,
    };
  }
  yield* projectedTokens(workload);
}

/** An account that gives a token to pods which do not refuse it. */
function givesToken(
  account: Manifest,
  workloads: readonly Workload[],
): boolean {
  if (valueAt(account.root, 'automountServiceAccountToken') === false) {
    return false;
  }
  const users = workloads.filter(
    workload => textAt(accountOf(workload)) === account.name,
  );
  return (
    users.length === 0 ||
    users.some(
      ({ pod }) => valueAt(pod, 'automountServiceAccountToken') !== false,
    )
  );
}

function* tokens(set: ManifestSet): Generator<ManifestProblem> {
  const workloads = workloadsOf(set.manifests);
  for (const workload of workloads) yield* tokensOfWorkload(workload, set);
  for (const manifest of set.manifests) {
    const { kind, name, root } = manifest;
    if (kind === 'ServiceAccount' && givesToken(manifest, workloads)) {
      yield {
        place: placeAt(root, 'automountServiceAccountToken'),
        subject: `ServiceAccount/${name} token`,
        message: `ServiceAccount/${name} gives every pod that uses it a token of the API server`,
      };
    }
    const type = at(root, 'type');
    if (
      kind === 'Secret' &&
      textAt(type) === 'kubernetes.io/service-account-token'
    ) {
      yield {
        place: type?.place ?? root.place,
        subject: `Secret/${name} token`,
        message: `Secret/${name} is a token of the API server that never expires`,
      };
    }
  }
}

export default defineControl({
  id: 'POD-10',
  title: 'No pod is given a token of the Kubernetes API server',
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§2.3', '§8.2'],
    standards: ['CIS Kubernetes Benchmark 1.8 5.1.6'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever reads the token of a pod can do in the cluster what the account of the pod may, from anywhere that reaches the API server.',
  remediation:
    'Set automountServiceAccountToken: false on the account and on the pod, and mount no token.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const concerned = manifests.sets.some(
      ({ manifests: all }) =>
        workloadsOf(all).length > 0 ||
        all.some(({ kind }) => kind === 'ServiceAccount' || kind === 'Secret'),
    );
    return concerned ? inEachSet(manifests, tokens) : NO_WORKLOADS;
  },
});
