import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-01',
  title: "Pods keep out of the host's namespaces and processes",
  layer: 'infra',
  severity: 'critical',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: [
      'Kubernetes PSS baseline',
      'CIS Kubernetes Benchmark 1.8 5.2.3',
      'CIS Kubernetes Benchmark 1.8 5.2.4',
      'CIS Kubernetes Benchmark 1.8 5.2.5',
      'CIS Kubernetes Benchmark 1.8 5.2.11',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A pod in the host's network, process or IPC namespace passes by every network policy and sees, signals or reads the processes of other tenants' pods on the same machine.",
  remediation: 'Remove hostNetwork, hostPID, hostIPC and hostProcess.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    podSecurityFindings(manifests, ['host-namespaces', 'host-process']),
});
