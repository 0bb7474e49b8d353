import { defineControl } from '../../control/control';
import { isOfCluster, nameOf } from '../../facts/manifests/manifest';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { placeAt } from '../../facts/manifests/yaml/node';

export default defineControl({
  id: 'ISO-07',
  title: 'The service deploys nothing that belongs to the cluster',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.2', '§2.5'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A role, webhook, definition or store of the cluster holds for every namespace, so that one service changes what all tenants stand on.',
  remediation:
    "Use the object's kind for a namespace; what must be of the cluster belongs to the platform's own repository.",
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests
        // A namespace has a control of its own.
        .filter(({ kind }) => isOfCluster(kind) && kind !== 'Namespace')
        .map(manifest => ({
          place: placeAt(manifest.root, 'kind'),
          subject: nameOf(manifest),
          message: `${nameOf(
            manifest,
          )} belongs to the cluster and to no namespace`,
        })),
    ),
});
