import { defineControl } from '../../control/control';
import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { secretUses } from '../../facts/manifests/secret-uses';
import { workloadsOf } from '../../facts/manifests/workload';
import {
  itemsAt,
  placeAt,
  textAt,
  valueAt,
} from '../../facts/manifests/yaml/node';
import { isExternalSecret, targetOf } from './external-secrets';

/** The Secrets that an object makes in the cluster. */
function madeBy(manifest: Manifest): readonly string[] {
  const { group, kind, name, root } = manifest;
  if (isExternalSecret(manifest)) return [targetOf(manifest)];
  if (group === 'cert-manager.io' && kind === 'Certificate') {
    return [textAt(root, 'spec', 'secretName') ?? ''];
  }
  if (group === 'postgresql.cnpg.io' && kind === 'Cluster') {
    return ['app', 'ca', 'replication', 'server', 'superuser'].map(
      suffix => `${name}-${suffix}`,
    );
  }
  // That its content stands in the tree is a matter of its own.
  if (kind === 'Secret' || kind === 'SealedSecret') return [name];
  return [];
}

function* problemsOf(set: ManifestSet): Generator<ManifestProblem> {
  const makers = new Map<string, Manifest>();
  for (const manifest of set.manifests) {
    for (const secret of madeBy(manifest)) {
      const other = makers.get(secret);
      if (other !== undefined) {
        yield {
          place: placeAt(manifest.root, 'metadata', 'name'),
          subject: `${manifest.kind}/${manifest.name} ${secret}`,
          message: `${manifest.kind}/${manifest.name} writes the Secret ${secret}, and so does ${other.kind}/${other.name}`,
        };
      }
      makers.set(secret, manifest);
    }
  }
  for (const workload of workloadsOf(set.manifests)) {
    const { title, pod } = workload;
    for (const { name, node } of secretUses(workload)) {
      if (makers.has(name)) continue;
      yield {
        place: node.place,
        subject: `${title} secret ${name}`,
        message: `${title} uses the Secret ${name}, which nothing that is deployed with it makes`,
      };
    }
    for (const volume of itemsAt(pod, 'volumes')) {
      for (const kind of ['secret', 'projected']) {
        const mode = valueAt(volume, kind, 'defaultMode');
        if (typeof mode !== 'number' || (mode & 0o022) === 0) continue;
        yield {
          place: placeAt(volume, kind, 'defaultMode'),
          subject: `${title} mode ${textAt(volume, 'name')}`,
          message: `${title}: others may write to the files of the volume ${textAt(
            volume,
            'name',
          )} (mode ${mode.toString(8)})`,
        };
      }
    }
  }
}

export default defineControl({
  id: 'SEC-27',
  title:
    'Every secret that a pod uses has one producer, which is deployed with it',
  layer: 'platform',
  severity: 'medium',
  source: {
    sections: ['§5.2', '§8.2'],
    standards: ['OWASP ASVS 5.0 V13.3.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A secret that nobody produces is made by hand, copied about and never rotated; or it is that of another service of the namespace. One with two producers can be replaced by either.',
  remediation:
    'Deploy an ExternalSecret or Certificate that writes it, one for each, and let the pod name that.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => inEachSet(manifests, problemsOf),
});
