import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-07',
  title: 'No container can write to its root filesystem',
  layer: 'infra',
  severity: 'medium',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: ['CIS Kubernetes Benchmark 1.8 5.7.3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "An intruder who can write into the image's files can replace the program and stay.",
  remediation:
    'Set readOnlyRootFilesystem: true and mount an emptyDir where the program must write.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    podSecurityFindings(manifests, ['read-only-root']),
});
