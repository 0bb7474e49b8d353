import { defineControl } from '../../control/control';
import { nameOf, type Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  textsAt,
  valueAt,
} from '../../facts/manifests/yaml/node';
import { deliveriesOfSet, type Delivery } from './argo';

/** Options with which a sync passes by checks or leaves something as it is. */
const LAX_OPTIONS =
  /^(?:Validate|Prune)=false$|^RespectIgnoreDifferences=true$|^SkipDryRunOnMissingResource=true$/;

function* problemsOfDelivery({
  title,
  spec,
}: Delivery): Generator<ManifestProblem> {
  const automated = at(spec, 'syncPolicy', 'automated');
  for (const [field, meaning] of [
    ['prune', 'leaves in the cluster what the repository no longer has'],
    ['selfHeal', 'leaves what somebody changes in the cluster by hand'],
  ] as const) {
    if (
      valueAt(automated, field) === true &&
      valueAt(automated, 'enabled') !== false
    ) {
      continue;
    }
    yield {
      place: placeAt(spec, 'syncPolicy', 'automated', field),
      subject: `${title} ${field}`,
      message: `${title} ${meaning} (${field} is not true)`,
    };
  }
  for (const option of itemsAt(spec, 'syncPolicy', 'syncOptions')) {
    const text = textAt(option) ?? '';
    if (!LAX_OPTIONS.test(text)) continue;
    yield {
      place: option.place,
      subject: `${title} ${text}`,
      message: `${title} is synced with ${text}`,
    };
  }
  for (const [index, difference] of itemsAt(
    spec,
    'ignoreDifferences',
  ).entries()) {
    const pointers = textsAt(difference, 'jsonPointers');
    const onlyReplicas =
      pointers.length > 0 &&
      pointers.every(pointer => pointer === '/spec/replicas') &&
      at(difference, 'jqPathExpressions') === undefined &&
      at(difference, 'managedFieldsManagers') === undefined;
    if (onlyReplicas) continue;
    yield {
      place: difference.place,
      subject: `${title} ignored difference ${index}`,
      message: `${title} does not put back changes of ${
        textAt(difference, 'kind') ?? 'objects'
      }`,
    };
  }
}

/** Data outlives the file that asked for it; anything else that is never removed is forgotten. */
const KEEPS_DATA = new Set(['Cluster', 'PersistentVolumeClaim', 'Database']);

function* problemsOfObject(manifest: Manifest): Generator<ManifestProblem> {
  const annotations = at(manifest.root, 'metadata', 'annotations');
  const options = textAt(annotations, 'argocd.argoproj.io/sync-options') ?? '';
  const compare =
    textAt(annotations, 'argocd.argoproj.io/compare-options') ?? '';
  const lax =
    (/\bPrune=false\b/.test(options) && !KEEPS_DATA.has(manifest.kind)) ||
    /\bValidate=false\b/.test(options);
  if (lax) {
    yield {
      place: placeAt(
        manifest.root,
        'metadata',
        'annotations',
        'argocd.argoproj.io/sync-options',
      ),
      subject: `${nameOf(manifest)} sync options`,
      message: `${nameOf(manifest)} is excepted from the sync (${options})`,
    };
  }
  if (/\bIgnoreExtraneous\b/.test(compare)) {
    yield {
      place: placeAt(
        manifest.root,
        'metadata',
        'annotations',
        'argocd.argoproj.io/compare-options',
      ),
      subject: `${nameOf(manifest)} compare options`,
      message: `${nameOf(
        manifest,
      )} is excepted from the comparison (${compare})`,
    };
  }
}

export default defineControl({
  id: 'ISO-04',
  title:
    'The cluster is kept as the repository says: pruned, healed, and without exceptions',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§7.3'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without pruning a policy or a pod that was removed in review goes on; without self-healing a change made by hand in the cluster stays, and nobody has reviewed it.',
  remediation:
    'Set syncPolicy.automated with prune: true and selfHeal: true, and except nothing but data.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const any = manifests.sets.some(set => deliveriesOfSet(set).length > 0);
    return any
      ? inEachSet(manifests, set => [
          ...deliveriesOfSet(set).flatMap(delivery => [
            ...problemsOfDelivery(delivery),
          ]),
          ...set.manifests.flatMap(manifest => [...problemsOfObject(manifest)]),
        ])
      : { notApplicable: 'The tree has no Argo CD Application.' };
  },
});
