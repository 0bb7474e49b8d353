import { defineControl } from '../../control/control';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { nameOf, type Manifest } from '../../facts/manifests/manifest';
import { entriesAt } from '../../facts/manifests/yaml/node';

function* inlineSecrets(manifest: Manifest): Generator<ManifestProblem> {
  if (manifest.kind !== 'Secret' || manifest.group !== '') return;
  const title = nameOf(manifest);
  for (const field of ['data', 'stringData']) {
    for (const [key, node] of entriesAt(manifest.root, field)) {
      yield {
        place: node.place,
        subject: `${title} ${field} ${key}`,
        message: `${title} holds ${key} in plain sight${
          manifest.generated ? ', made by a secretGenerator' : ''
        }`,
      };
    }
  }
}

export default defineControl({
  id: 'SEC-20',
  title:
    'No Secret object, and no generator of one, holds its content in the tree',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§5.2'],
    standards: ['OWASP ASVS 5.0 V13.3.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Base64 is no encryption: whoever reads the repository, or any copy of it, has the secret, and it cannot be taken back.',
  remediation:
    'Put the value into Vault and deploy an ExternalSecret; change the secret that was here.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.flatMap(manifest => [...inlineSecrets(manifest)]),
    ),
});
