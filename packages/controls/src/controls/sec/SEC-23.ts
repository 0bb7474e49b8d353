import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  placeAt,
  textAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import { isExternalSecret, STORE, storesOf } from './external-secrets';

const API_VERSION = 'external-secrets.io/v1';

/** Kinds that reach past the namespace, or that the platform alone may define. */
const FOREIGN_KINDS = new Set([
  'ClusterExternalSecret',
  'ClusterSecretStore',
  'SecretStore',
  'PushSecret',
  'ClusterPushSecret',
  'ClusterGenerator',
]);

function isNever(interval: string | number | boolean | undefined): boolean {
  return (
    interval === undefined ||
    !/[1-9]/.test(`${interval}`) ||
    `${interval}`.startsWith('-')
  );
}

function* shapeProblems(manifest: Manifest): Generator<ManifestProblem> {
  const { name, root, apiVersion } = manifest;
  const title = `ExternalSecret/${name}`;
  const problem = (
    node: Pick<Node, 'place'>,
    what: string,
    message: string,
  ): ManifestProblem => ({
    place: node.place,
    subject: `${title} ${what}`,
    message: `${title} ${message}`,
  });
  const atPath = (...keys: readonly string[]) => ({
    place: placeAt(root, ...keys),
  });

  if (apiVersion !== API_VERSION) {
    yield problem(
      atPath('apiVersion'),
      'version',
      `is of ${apiVersion}, not of ${API_VERSION}`,
    );
  }
  if (isNever(valueAt(root, 'spec', 'refreshInterval'))) {
    yield problem(
      atPath('spec', 'refreshInterval'),
      'refresh',
      'is never fetched again: it says no refreshInterval',
    );
  }
  const policy = textAt(root, 'spec', 'refreshPolicy');
  if (policy !== undefined && policy !== 'Periodic') {
    yield problem(
      atPath('spec', 'refreshPolicy'),
      'refresh policy',
      `is not fetched again by itself (refreshPolicy ${policy})`,
    );
  }
  const creation = textAt(root, 'spec', 'target', 'creationPolicy') ?? 'Owner';
  if (creation !== 'Owner') {
    yield problem(
      atPath('spec', 'target', 'creationPolicy'),
      'creation',
      `does not own the Secret that it writes (creationPolicy ${creation})`,
    );
  }
  const { stores, generators } = storesOf(manifest);
  for (const store of stores) {
    const kind = textAt(store, 'kind') ?? STORE.kind;
    const storeName = textAt(store, 'name');
    if (kind === STORE.kind && storeName === STORE.name) continue;
    yield problem(
      store,
      `store ${kind}/${storeName}`,
      `takes its content from ${kind}/${storeName}, not from the namespace's own ${STORE.kind}/${STORE.name}`,
    );
  }
  for (const generator of generators) {
    if (textAt(generator, 'kind') !== 'ClusterGenerator') continue;
    yield problem(
      generator,
      'generator',
      'takes its content from a generator of the whole cluster',
    );
  }
  if (stores.length + generators.length === 0) {
    yield problem(atPath('spec', 'secretStoreRef'), 'source', 'names no store');
  }
}

function* problemsOf(manifest: Manifest): Generator<ManifestProblem> {
  if (isExternalSecret(manifest)) yield* shapeProblems(manifest);
  const { group, kind, name, root } = manifest;
  if (/(?:^|\.)external-secrets\.io$/.test(group) && FOREIGN_KINDS.has(kind)) {
    yield {
      place: placeAt(root, 'kind'),
      subject: `${kind}/${name}`,
      message: `${kind}/${name}: which store there is, and who may read it, is the platform's to say`,
    };
  }
}

export default defineControl({
  id: 'SEC-23',
  title:
    "External secrets come from the namespace's own store and are fetched again and again",
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§5.2'],
    standards: ['OWASP ASVS 5.0 V13.3.4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A store of the whole cluster lets one service read the secrets of all; a secret that is fetched once stays after it has been revoked.',
  remediation:
    'Use external-secrets.io/v1 with secretStoreRef SecretStore/ameide-vault, a refreshInterval and creationPolicy Owner.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const any = manifests.sets.some(set =>
      set.manifests.some(({ group }) =>
        /(?:^|\.)external-secrets\.io$/.test(group),
      ),
    );
    return any
      ? inEachSet(manifests, set =>
          set.manifests.flatMap(manifest => [...problemsOf(manifest)]),
        )
      : { notApplicable: 'The tree deploys no external secrets.' };
  },
});
