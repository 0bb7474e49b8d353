import { defineControl } from '../../control/control';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { excessiveRules, isRole } from './roles';

export default defineControl({
  id: 'POD-12',
  title: 'No role allows wildcards, secrets, pods or a way to more rights',
  layer: 'infra',
  severity: 'critical',
  source: {
    sections: ['§3.1', '§8.2'],
    standards: [
      'CIS Kubernetes Benchmark 1.8 5.1.2',
      'CIS Kubernetes Benchmark 1.8 5.1.3',
      'CIS Kubernetes Benchmark 1.8 5.1.4',
      'CIS Kubernetes Benchmark 1.8 5.1.8',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever can read secrets, start pods, get into them or hand out rights can become every account of the namespace, and often of the cluster.',
  remediation:
    'A service needs no rights in the cluster: remove the role, or name single resources and reading verbs.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.filter(isRole).flatMap(role => [...excessiveRules(role)]),
    ),
});
