import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-05',
  title: 'Every container runs under a seccomp profile',
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: [
      'Kubernetes PSS restricted',
      'CIS Kubernetes Benchmark 1.8 5.7.2',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without a profile a container may call everything that the kernel offers, which is where escapes start.',
  remediation:
    'Set securityContext.seccompProfile.type: RuntimeDefault for the pod.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => podSecurityFindings(manifests, ['seccomp']),
});
