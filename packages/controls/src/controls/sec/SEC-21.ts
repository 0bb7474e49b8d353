import { defineControl } from '../../control/control';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { literalFinder } from './literals';

export default defineControl({
  id: 'SEC-21',
  title:
    'No manifest holds a secret as plain text: no variable, argument, ConfigMap or template',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§5.2', '§8.2'],
    standards: ['OWASP ASVS 5.0 V13.3.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What stands in a manifest is read by everybody who may read the repository, the ConfigMap or the description of a pod.',
  remediation:
    'Put the value into Vault, mount it as a file by an ExternalSecret, and change the secret that was here.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const literals = literalFinder();
    return inEachSet(manifests, set => set.manifests.flatMap(literals));
  },
});
