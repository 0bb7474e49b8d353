import { defineControl } from '../../control/control';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { secretsInEnvironment } from './literals';

export default defineControl({
  id: 'SEC-22',
  title: 'Secrets are mounted as files, never put into the environment',
  layer: 'platform',
  severity: 'medium',
  source: {
    sections: ['§5.2', '§8.2'],
    standards: ['CIS Kubernetes Benchmark 1.8 5.4.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The environment is handed to every child process, printed by crash reports and debuggers, and does not change when the secret is rotated.',
  remediation:
    'Mount the secret as a volume and read the file when it is needed.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.flatMap(manifest => [...secretsInEnvironment(manifest)]),
    ),
});
