import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-02',
  title: 'No container is privileged or can gain privileges',
  layer: 'infra',
  severity: 'critical',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: [
      'Kubernetes PSS restricted',
      'CIS Kubernetes Benchmark 1.8 5.2.2',
      'CIS Kubernetes Benchmark 1.8 5.2.6',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A privileged container is root on its host; without the no-new-privileges flag a setuid file makes one of any intruder.',
  remediation:
    'Set securityContext.allowPrivilegeEscalation: false on every container, init and ephemeral ones too, and remove privileged.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    podSecurityFindings(manifests, ['privileged', 'privilege-escalation']),
});
