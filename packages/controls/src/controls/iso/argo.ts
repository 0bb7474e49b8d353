import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  at,
  itemsAt,
  textAt,
  type Node,
} from '../../facts/manifests/yaml/node';

/** Something that has the spec of an Argo CD Application: one, or the template of an ApplicationSet. */
export interface Delivery {
  readonly title: string;
  readonly manifest: Manifest;
  readonly spec: Node;
}

/** Where the spec of an Application stands, by kind. */
const SPECS: ReadonlyMap<string, readonly string[]> = new Map([
  ['Application', ['spec']],
  ['ApplicationSet', ['spec', 'template', 'spec']],
]);

/** The Applications of a set, templates of ApplicationSets among them. */
export function deliveriesOfSet({
  manifests,
}: ManifestSet): readonly Delivery[] {
  return manifests.flatMap(manifest => {
    const { group, kind, name, root } = manifest;
    if (group !== 'argoproj.io' || !SPECS.has(kind)) return [];
    const spec = at(root, ...(SPECS.get(kind) ?? []));
    return spec === undefined
      ? []
      : [{ title: `${kind}/${name}`, manifest, spec }];
  });
}

/** The AppProjects of a set. */
export function projectsOf({ manifests }: ManifestSet): readonly Manifest[] {
  return manifests.filter(
    ({ group, kind }) => group === 'argoproj.io' && kind === 'AppProject',
  );
}

/** Every source that an Application is made of. */
export function sourcesOf(spec: Node): readonly Node[] {
  const source = at(spec, 'source');
  return [
    ...(source === undefined ? [] : [source]),
    ...itemsAt(spec, 'sources'),
  ];
}

/** A pattern of Argo CD, in which `*` stands for anything, as a test. Linear in the text. */
export function matchesGlob(pattern: string, text: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  if (rest.length === 0) return pattern === text;
  if (!text.startsWith(first)) return false;
  let position = first.length;
  for (const part of rest.slice(0, -1)) {
    const found = text.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  const last = rest[rest.length - 1] ?? '';
  return text.length - last.length >= position && text.endsWith(last);
}

/** Whether a project lets an Application deploy from its sources to its destination. */
export function permits(project: Manifest, spec: Node): boolean {
  const repositories = itemsAt(project.root, 'spec', 'sourceRepos').flatMap(
    repository => textAt(repository) ?? [],
  );
  const destination = at(spec, 'destination');
  const namespace = textAt(destination, 'namespace') ?? '';
  return (
    sourcesOf(spec).every(source =>
      repositories.some(pattern =>
        matchesGlob(pattern, textAt(source, 'repoURL') ?? ''),
      ),
    ) &&
    itemsAt(project.root, 'spec', 'destinations').some(allowed =>
      matchesGlob(textAt(allowed, 'namespace') ?? '', namespace),
    )
  );
}

/** Whether a text of Argo CD stands for more than one thing. */
export function isWildcard(text: string | undefined): boolean {
  return (
    text === undefined ||
    text === '' ||
    text.includes('*') ||
    text.startsWith('!')
  );
}
