import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { at, itemsAt, placeAt, textAt } from '../../facts/manifests/yaml/node';
import { isWildcard, projectsOf } from './argo';

/** Kinds by which a service would give itself rights, or take the limits of its namespace away. */
const OF_THE_PLATFORM = new Set([
  'Role',
  'RoleBinding',
  'ResourceQuota',
  'LimitRange',
  'SecretStore',
  'Secret',
]);
const SYSTEM_NAMESPACE =
  /^(?:kube-.*|default|argocd|cnpg-system|cert-manager|external-secrets)$/;

function* problemsOf({ name, root }: Manifest): Generator<ManifestProblem> {
  const title = `AppProject/${name}`;
  const repositories = itemsAt(root, 'spec', 'sourceRepos');
  for (const repository of repositories) {
    if (!isWildcard(textAt(repository))) continue;
    yield {
      place: repository.place,
      subject: `${title} source ${textAt(repository)}`,
      message: `${title} deploys from every repository that ${textAt(
        repository,
      )} means`,
    };
  }
  for (const destination of itemsAt(root, 'spec', 'destinations')) {
    const namespace = textAt(destination, 'namespace');
    const server = textAt(destination, 'server') ?? textAt(destination, 'name');
    if (isWildcard(namespace) || SYSTEM_NAMESPACE.test(namespace ?? '')) {
      yield {
        place: placeAt(destination, 'namespace'),
        subject: `${title} namespace ${namespace}`,
        message: `${title} deploys to ${
          isWildcard(namespace)
            ? `every namespace that ${namespace ?? 'nothing'} means`
            : `the namespace ${namespace} of the system`
        }`,
      };
    }
    if (isWildcard(server)) {
      yield {
        place: placeAt(destination, 'server'),
        subject: `${title} cluster ${server} ${namespace}`,
        message: `${title} deploys to every cluster that ${
          server ?? 'nothing'
        } means`,
      };
    }
  }
  for (const kind of itemsAt(root, 'spec', 'clusterResourceWhitelist')) {
    yield {
      place: kind.place,
      subject: `${title} cluster kind ${textAt(kind, 'group')}/${textAt(
        kind,
        'kind',
      )}`,
      message: `${title} deploys ${
        textAt(kind, 'kind') ?? 'objects'
      } of the whole cluster`,
    };
  }
  const kinds = at(root, 'spec', 'namespaceResourceWhitelist');
  if (itemsAt(kinds).length === 0) {
    yield {
      place: placeAt(root, 'spec', 'namespaceResourceWhitelist'),
      subject: `${title} kinds`,
      message: `${title} deploys objects of every kind: it lists none (namespaceResourceWhitelist)`,
    };
  }
  for (const kind of itemsAt(kinds)) {
    const kindName = textAt(kind, 'kind');
    const everything =
      isWildcard(kindName) || textAt(kind, 'group')?.includes('*') === true;
    if (!everything && !OF_THE_PLATFORM.has(kindName ?? '')) continue;
    yield {
      place: kind.place,
      subject: `${title} kind ${textAt(kind, 'group')}/${kindName}`,
      message: everything
        ? `${title} deploys objects of every kind`
        : `${title} deploys ${kindName}, which is the platform's to give`,
    };
  }
  for (const namespace of itemsAt(root, 'spec', 'sourceNamespaces')) {
    if (!isWildcard(textAt(namespace))) continue;
    yield {
      place: namespace.place,
      subject: `${title} source namespace`,
      message: `${title} takes Applications from every namespace`,
    };
  }
}

export default defineControl({
  id: 'ISO-03',
  title:
    "The service's Argo CD project is limited to its repository, namespaces and kinds",
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§3.2', '§7.3'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The project is what keeps a changed manifest from becoming a change of the cluster: with a wildcard in it, a service deploys roles, webhooks or pods into any namespace.',
  remediation:
    'List the repository, each namespace with its cluster, the kinds that the overlays use, and no kind of the cluster.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const any = manifests.sets.some(set => projectsOf(set).length > 0);
    return any
      ? inEachSet(manifests, set =>
          projectsOf(set).flatMap(project => [...problemsOf(project)]),
        )
      : { notApplicable: 'The tree has no Argo CD project.' };
  },
});
