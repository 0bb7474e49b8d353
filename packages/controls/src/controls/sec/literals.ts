import { nameOf, type Manifest } from '../../facts/manifests/manifest';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import { workloadOf } from '../../facts/manifests/workload';
import {
  entriesAt,
  itemsAt,
  textAt,
  textsWithin,
  valueAt,
  type Node,
  type ScalarNode,
} from '../../facts/manifests/yaml/node';
import {
  literalsInText,
  literalUnder,
  shapeOfSecret,
  type LiteralSecret,
} from './sensitive-text';

function scalarOf(node: Node | undefined): ScalarNode | undefined {
  return node?.type === 'scalar' ? node : undefined;
}

function* literalsInEnvironment(container: Node): Generator<LiteralSecret> {
  for (const variable of itemsAt(container, 'env')) {
    const node = scalarOf(entriesAt(variable).get('value'));
    if (node === undefined || node.value === null) continue;
    const found = literalUnder(
      textAt(variable, 'name') ?? '',
      `${node.value}`,
      node,
    );
    if (found !== undefined) yield found;
  }
}

const FLAG = /^--?([\w.-]{1,100})=(.{1,1000})$/s;
const BARE_FLAG = /^--?([\w.-]{1,100})$/;

function* literalsInArguments(container: Node): Generator<LiteralSecret> {
  for (const field of ['command', 'args']) {
    const parts = itemsAt(container, field);
    for (const [index, part] of parts.entries()) {
      const node = scalarOf(part);
      const text = textAt(part);
      if (node === undefined || text === undefined) continue;
      const [, name = '', value = ''] = FLAG.exec(text) ?? [];
      const [, previous = ''] =
        BARE_FLAG.exec(textAt(parts[index - 1]) ?? '') ?? [];
      if (BARE_FLAG.test(text)) continue;
      const found =
        name === ''
          ? literalUnder(previous || field, text, node)
          : literalUnder(name, value, node);
      if (found !== undefined) yield found;
    }
  }
}

function* literalsInConfiguration(
  manifest: Manifest,
  read: (node: ScalarNode, text: string) => readonly LiteralSecret[],
): Generator<LiteralSecret> {
  for (const [key, node] of entriesAt(manifest.root, 'data')) {
    const scalar = scalarOf(node);
    if (scalar === undefined || scalar.value === null) continue;
    const text = `${scalar.value}`;
    const whole = literalUnder(key, text.length > 500 ? '' : text, scalar);
    if (whole !== undefined) yield whole;
    else yield* read(scalar, text);
  }
}

/** What an ExternalSecret writes itself, beside what it fetches. */
function* literalsInTemplate({ root }: Manifest): Generator<LiteralSecret> {
  for (const [key, node] of entriesAt(
    root,
    'spec',
    'target',
    'template',
    'data',
  )) {
    const scalar = scalarOf(node);
    if (scalar === undefined || scalar.value === null) continue;
    const found = literalUnder(key, `${scalar.value}`, scalar);
    if (found !== undefined) yield found;
  }
}

/** Anywhere else a secret can be told by its shape alone. */
function* shapesIn({ kind, root }: Manifest): Generator<LiteralSecret> {
  for (const { path, text, node } of textsWithin(root)) {
    if (kind === 'ConfigMap' && path[0] === 'data') continue;
    const shape = shapeOfSecret(text);
    if (shape !== undefined) {
      yield { words: `${shape} in ${path.join('.')}`, node, lines: 0 };
    }
  }
}

function literalsOf(
  manifest: Manifest,
  read: (node: ScalarNode, text: string) => readonly LiteralSecret[],
): readonly LiteralSecret[] {
  // A Secret's content is a matter of its own.
  if (manifest.kind === 'Secret') return [];
  const containers = workloadOf(manifest)?.containers ?? [];
  return [
    ...containers.flatMap(({ node }) => [
      ...literalsInEnvironment(node),
      ...literalsInArguments(node),
    ]),
    ...(manifest.kind === 'ConfigMap'
      ? literalsInConfiguration(manifest, read)
      : []),
    ...(manifest.kind === 'ExternalSecret' ? literalsInTemplate(manifest) : []),
    ...shapesIn(manifest),
  ];
}

/** Finds secrets that stand in objects as plain text; reads each text once, however many sets share it. */
export function literalFinder(): (
  manifest: Manifest,
) => readonly ManifestProblem[] {
  const texts = new Map<ScalarNode, readonly LiteralSecret[]>();
  const read = (node: ScalarNode, text: string): readonly LiteralSecret[] => {
    const known = texts.get(node) ?? literalsInText(text, node);
    texts.set(node, known);
    return known;
  };
  return manifest => {
    const title = nameOf(manifest);
    const nodes = new Set<string>();
    return literalsOf(manifest, read).flatMap(({ words, node, lines }) => {
      const line = node.place.line + lines;
      // The same text may be a secret by its name and by its shape.
      const key = `${node.place.file} ${line}`;
      if (nodes.has(key)) return [];
      nodes.add(key);
      return [
        {
          place: { file: node.place.file, line },
          subject: `${title} ${words}`,
          message: `${title}: ${words} stands here as plain text`,
        },
      ];
    });
  };
}

/** Whether a container takes a secret into its environment. */
export function* secretsInEnvironment(
  manifest: Manifest,
): Generator<ManifestProblem> {
  for (const { name, node } of workloadOf(manifest)?.containers ?? []) {
    const title = `${nameOf(manifest)} ${name}`;
    for (const variable of itemsAt(node, 'env')) {
      const secret = textAt(variable, 'valueFrom', 'secretKeyRef', 'name');
      if (secret === undefined) continue;
      const variableName = valueAt(variable, 'name');
      yield {
        place: variable.place,
        subject: `${title} ${variableName}`,
        message: `${title} has ${variableName} of the secret ${secret} in its environment`,
      };
    }
    for (const source of itemsAt(node, 'envFrom')) {
      const secret = textAt(source, 'secretRef', 'name');
      if (secret === undefined) continue;
      yield {
        place: source.place,
        subject: `${title} all of ${secret}`,
        message: `${title} has all of the secret ${secret} in its environment`,
      };
    }
  }
}
