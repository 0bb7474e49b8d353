import { posix } from 'node:path';
import { defineControl } from '../../control/control';
import type { ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import type { Manifests } from '../../facts/manifests/manifests';
import { at, placeAt, textAt } from '../../facts/manifests/yaml/node';
import {
  deliveriesOfSet,
  permits,
  projectsOf,
  sourcesOf,
  type Delivery,
} from './argo';

/** Namespaces of what a folder of the tree deploys, where a set is made of it. */
function namespacesOf(
  { sets }: Manifests,
  folder: string,
): ReadonlySet<string> {
  const set = sets.find(
    candidate => candidate.folder === posix.normalize(folder),
  );
  return new Set(
    (set?.manifests ?? []).flatMap(({ namespace }) => namespace ?? []),
  );
}

/** Whether what an Application deploys lies in the tree, and so is evaluated. */
function isEvaluated({ sets }: Manifests, path: string): boolean {
  const folder = posix.normalize(path).replace(/\/$/, '');
  return sets.some(
    set =>
      set.folder === folder ||
      (set.origin === 'files' &&
        set.manifests.some(({ root }) =>
          root.place.file.startsWith(`${folder}/`),
        )),
  );
}

function* problemsOf(
  { title, spec }: Delivery,
  set: ManifestSet,
  manifests: Manifests,
): Generator<ManifestProblem> {
  const project = textAt(spec, 'project') ?? 'default';
  if (project === 'default' || project === '') {
    yield {
      place: placeAt(spec, 'project'),
      subject: `${title} project`,
      message: `${title} belongs to the project default, which may deploy anything anywhere`,
    };
  }
  const own = projectsOf(set).find(({ name }) => name === project);
  if (own !== undefined && !permits(own, spec)) {
    yield {
      place: placeAt(spec, 'destination'),
      subject: `${title} permission`,
      message: `${title} deploys from or to what its project ${project} does not allow`,
    };
  }
  const destination = at(spec, 'destination');
  const namespace = textAt(destination, 'namespace');
  for (const source of sourcesOf(spec)) {
    const path = textAt(source, 'path');
    for (const tool of ['kustomize', 'helm', 'plugin', 'directory']) {
      const change = at(source, tool);
      if (change === undefined) continue;
      yield {
        place: change.place,
        subject: `${title} ${tool}`,
        message: `${title} changes what its folder deploys (${tool}), where no check of the folder sees it`,
      };
    }
    if (path === undefined || !isEvaluated(manifests, path)) {
      yield {
        place: placeAt(source, 'path'),
        subject: `${title} source ${path ?? textAt(source, 'chart')}`,
        message: `${title} deploys ${
          path ?? textAt(source, 'chart') ?? 'something'
        }, which is no folder of manifests of this tree`,
      };
      continue;
    }
    const strays = [...namespacesOf(manifests, path)].filter(
      name => name !== namespace,
    );
    if (strays.length === 0 || namespace === undefined) continue;
    yield {
      place: placeAt(destination ?? spec, 'namespace'),
      subject: `${title} ${path}`,
      message: `${title} says that it deploys to ${namespace}, and ${path} is for ${strays.join(
        ', ',
      )}`,
    };
  }
}

export default defineControl({
  id: 'ISO-02',
  title:
    'Each Argo CD Application belongs to a limited project and delivers its overlay where that belongs',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.2', '§7.3'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An Application of the project default may write to every namespace and to the cluster itself: one merged file, and the cluster is its.',
  remediation:
    "Name the service's own AppProject, and the namespace of the overlay as destination.",
  needs: ['manifests'],
  evaluate: ({ manifests }) => {
    const any = manifests.sets.some(set => deliveriesOfSet(set).length > 0);
    return any
      ? inEachSet(manifests, set =>
          deliveriesOfSet(set).flatMap(delivery => [
            ...problemsOf(delivery, set, manifests),
          ]),
        )
      : { notApplicable: 'The tree has no Argo CD Application.' };
  },
});
