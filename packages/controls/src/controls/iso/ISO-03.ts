import type { Manifests } from '../../facts/manifests/manifests';
import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { at, itemsAt, placeAt, textAt } from '../../facts/manifests/yaml/node';
import { deliveriesOfSet, isWildcard, projectsOf, sourcesOf } from './argo';

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

/** Repositories and namespaces that a project allows and that nothing of the tree uses. */
function* unusedOf(
  { name, root }: Manifest,
  used: { readonly repositories: Texts; readonly namespaces: Texts },
): Generator<ManifestProblem> {
  for (const repository of itemsAt(root, 'spec', 'sourceRepos')) {
    const text = textAt(repository);
    if (isWildcard(text) || used.repositories.has(text ?? '')) continue;
    yield {
      place: repository.place,
      subject: `AppProject/${name} source ${text}`,
      message: `AppProject/${name} deploys from ${text}, which none of its Applications does`,
    };
  }
  for (const destination of itemsAt(root, 'spec', 'destinations')) {
    const text = textAt(destination, 'namespace');
    const isKnown =
      isWildcard(text) ||
      SYSTEM_NAMESPACE.test(text ?? '') ||
      used.namespaces.has(text ?? '');
    if (isKnown) continue;
    yield {
      place: placeAt(destination, 'namespace'),
      subject: `AppProject/${name} namespace ${text}`,
      message: `AppProject/${name} deploys to ${text}, which none of its Applications does`,
    };
  }
}

type Texts = ReadonlySet<string>;

/** What the Applications of a project deploy from and to. */
function usedBy(
  { sets }: Manifests,
  project: string,
): { readonly repositories: Texts; readonly namespaces: Texts } {
  const specs = sets
    .flatMap(deliveriesOfSet)
    .map(({ spec }) => spec)
    .filter(spec => textAt(spec, 'project') === project);
  return {
    repositories: new Set(
      specs.flatMap(spec =>
        sourcesOf(spec).flatMap(source => textAt(source, 'repoURL') ?? []),
      ),
    ),
    namespaces: new Set(
      specs.flatMap(spec => textAt(spec, 'destination', 'namespace') ?? []),
    ),
  };
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
          projectsOf(set).flatMap(project => {
            const used = usedBy(manifests, project.name);
            return [
              ...problemsOf(project),
              // Applications may lie elsewhere: then nothing is known of them.
              ...(used.repositories.size > 0 ? unusedOf(project, used) : []),
            ];
          }),
        )
      : { notApplicable: 'The tree has no Argo CD project.' };
  },
});
