import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-06',
  title:
    "Pods leave AppArmor, SELinux, /proc and the kernel's parameters as they are",
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: ['Kubernetes PSS baseline'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Each of these confines a container from outside it; a pod that switches one off, or sets a parameter of the whole kernel, does so for its neighbours too.',
  remediation: 'Remove the AppArmor, SELinux, procMount and sysctl settings.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    podSecurityFindings(manifests, [
      'apparmor',
      'selinux',
      'proc-mount',
      'sysctls',
    ]),
});
