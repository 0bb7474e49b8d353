import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-03',
  title: "Every container runs as a user and a group that are not root's",
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: [
      'Kubernetes PSS restricted',
      'CIS Kubernetes Benchmark 1.8 5.2.7',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Root in a container is one kernel or runtime flaw away from root on the host, and it owns every file of the image.',
  remediation:
    'Set runAsNonRoot: true, a runAsUser and a runAsGroup other than 0 for the pod, and let no container take them back.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    podSecurityFindings(manifests, [
      'run-as-non-root',
      'run-as-user',
      'run-as-group',
    ]),
});
