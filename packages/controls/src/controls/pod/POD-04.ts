import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-04',
  title: 'Containers drop all capabilities and add none',
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: [
      'Kubernetes PSS restricted',
      'CIS Kubernetes Benchmark 1.8 5.2.8',
      'CIS Kubernetes Benchmark 1.8 5.2.9',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The default capabilities let an intruder forge packets, change owners of files and more; some that can be added are as good as root on the host.',
  remediation:
    'Set capabilities.drop: [ALL] on every container and add none but NET_BIND_SERVICE.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => podSecurityFindings(manifests, ['capabilities']),
});
