import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { at, itemsAt, textAt } from '../../facts/manifests/yaml/node';

/** Roles that come with Kubernetes and allow far more than any service needs. */
const BROAD_ROLES = /^(?:cluster-admin|admin|edit|system:.*)$/;

/** Users and groups that Kubernetes gives to callers by itself. */
const EVERYBODY =
  /^system:(?:masters|authenticated|unauthenticated|anonymous|nodes|node:.*|serviceaccounts(?::.*)?|kube-.*)$/;

function* broadBindings({
  kind,
  name,
  root,
}: Manifest): Generator<ManifestProblem> {
  const role = at(root, 'roleRef', 'name');
  if (role !== undefined && BROAD_ROLES.test(textAt(role) ?? '')) {
    yield {
      place: role.place,
      subject: `${kind}/${name} role`,
      message: `${kind}/${name} gives the role ${textAt(role)}`,
    };
  }
  for (const subject of itemsAt(root, 'subjects')) {
    const subjectKind = textAt(subject, 'kind');
    const subjectName = textAt(subject, 'name') ?? '';
    const everybody =
      (subjectKind !== 'ServiceAccount' && EVERYBODY.test(subjectName)) ||
      (subjectKind === 'ServiceAccount' && subjectName === 'default') ||
      subjectName === '*';
    if (everybody) {
      yield {
        place: subject.place,
        subject: `${kind}/${name} subject ${subjectName}`,
        message: `${kind}/${name} gives rights to ${subjectKind} ${subjectName}, which is nobody in particular`,
      };
    }
  }
}

export default defineControl({
  id: 'POD-13',
  title:
    "No binding gives a built-in administrator's role, or rights to a group of the system",
  layer: 'infra',
  severity: 'critical',
  source: {
    sections: ['§3.1', '§8.2'],
    standards: [
      'CIS Kubernetes Benchmark 1.8 5.1.1',
      'CIS Kubernetes Benchmark 1.8 5.1.7',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A service with an administrator's role is the cluster's administrator for whoever breaks into it; a binding to all accounts, or to anonymous callers, does so for everybody.",
  remediation:
    'Bind a narrow role of your own to the one account that needs it, or nothing.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests
        .filter(({ kind }) => /^(?:Cluster)?RoleBinding$/.test(kind))
        .flatMap(binding => [...broadBindings(binding)]),
    ),
});
