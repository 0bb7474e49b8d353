import type { Manifest } from '../../facts/manifests/manifest';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import {
  at,
  itemsAt,
  textsAt,
  type Node,
} from '../../facts/manifests/yaml/node';

const READS = ['get', 'list', 'watch'];
const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Resources that make pods, so that creating one is running a program. */
const MAKES_PODS = new Set([
  'pods',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
  'podtemplates',
]);
const GETS_INTO_PODS = new Set([
  'pods/exec',
  'pods/attach',
  'pods/portforward',
  'pods/proxy',
  'pods/ephemeralcontainers',
  'services/proxy',
  'nodes/proxy',
]);
/** Resources with which whoever writes them gives themselves everything else. */
const CONTROLS_THE_CLUSTER = new Set([
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
  'mutatingwebhookconfigurations',
  'validatingwebhookconfigurations',
  'certificatesigningrequests/approval',
  'serviceaccounts/token',
  'persistentvolumes',
  'nodes',
  'namespaces',
  'networkpolicies',
]);

/** What a rule of a role allows that no service needs, in words. */
function* powers(rule: Node): Generator<string> {
  const verbs = textsAt(rule, 'verbs');
  const resources = textsAt(rule, 'resources');
  const may = (...wanted: readonly string[]): boolean =>
    verbs.some(verb => verb === '*' || wanted.includes(verb));
  const over = (names: ReadonlySet<string>): string | undefined =>
    resources.find(resource => names.has(resource));

  if (verbs.includes('*')) yield 'every verb';
  if (
    resources.some(
      resource =>
        resource === '*' ||
        resource.endsWith('/*') ||
        resource.startsWith('*/'),
    )
  ) {
    yield 'every resource';
  }
  if (textsAt(rule, 'apiGroups').includes('*')) yield 'every API group';
  if (textsAt(rule, 'nonResourceURLs').some(url => url.includes('*'))) {
    yield 'every URL of the API server';
  }
  if (resources.includes('secrets') && may(...READS)) {
    yield 'reading the secrets of its namespace';
  }
  if (resources.includes('secrets') && may(...WRITES)) {
    yield 'writing the secrets of its namespace';
  }
  const made = over(MAKES_PODS);
  if (made !== undefined && may('create', 'update', 'patch')) {
    yield `making pods (${made})`;
  }
  const entered = over(GETS_INTO_PODS);
  if (entered !== undefined && may(...READS, ...WRITES)) {
    yield `getting into pods (${entered})`;
  }
  for (const verb of ['escalate', 'bind', 'impersonate']) {
    if (verbs.includes(verb)) yield `the verb ${verb}`;
  }
  const controlled = over(CONTROLS_THE_CLUSTER);
  if (controlled !== undefined && may(...WRITES)) {
    yield `changing ${controlled}`;
  }
}

/** Whether an object is a role, of a namespace or of the cluster. */
export function isRole({ kind, group }: Manifest): boolean {
  return (
    group === 'rbac.authorization.k8s.io' &&
    (kind === 'Role' || kind === 'ClusterRole')
  );
}

/** What a role allows that no service needs. */
export function* excessiveRules({
  kind,
  name,
  root,
}: Manifest): Generator<ManifestProblem> {
  const aggregation = at(root, 'aggregationRule');
  if (aggregation !== undefined) {
    yield {
      place: aggregation.place,
      subject: `${kind}/${name} aggregation`,
      message: `${kind}/${name} takes on the rules of other roles, whatever they are`,
    };
  }
  for (const [index, rule] of itemsAt(root, 'rules').entries()) {
    for (const power of powers(rule)) {
      yield {
        place: rule.place,
        subject: `${kind}/${name} rule ${index} ${power}`,
        message: `${kind}/${name} allows ${power}`,
      };
    }
  }
}
