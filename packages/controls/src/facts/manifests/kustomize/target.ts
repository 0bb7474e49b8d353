import type { Manifest } from '../manifest';
import { selects, type Labels, type Requirement } from '../selector';
import { entriesAt, textAt, textMapAt, type Node } from '../yaml/node';
import { UnsupportedFeature } from './problem';

/**
 * Patterns that are matched here: letters, dots, stars after a dot, groups and
 * alternatives. Whatever else a pattern may hold could take exponential time.
 */
const SAFE_PATTERN = /^(?:[\w/-]|\\\.|\.[*+]?|[|()^$])*$/;

function matcher(
  pattern: string | undefined,
  node: Node,
): (text: string) => boolean {
  if (pattern === undefined || pattern === '') return () => true;
  const stars = pattern.split(/[*+]/).length - 1;
  if (pattern.length > 200 || stars > 3 || !SAFE_PATTERN.test(pattern)) {
    throw new UnsupportedFeature(
      `the pattern ${JSON.stringify(pattern)} in the target of a patch`,
      node.place,
    );
  }
  let compiled: RegExp;
  try {
    compiled = new RegExp(`^(?:${pattern})$`);
  } catch {
    throw new UnsupportedFeature(
      `the pattern ${JSON.stringify(pattern)} in the target of a patch`,
      node.place,
    );
  }
  return text => compiled.test(text.slice(0, 300));
}

const SET_TERM = /^([\w./-]+)\s+(in|notin)\s+\(([^()]*)\)$/;
const EQUALITY_TERM = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/;
const EXISTENCE_TERM = /^(!?)\s*([\w./-]+)$/;

/** `a=b,c in (d, e),!f` as Kubernetes' command line reads it. */
function selectorOfText(text: string, node: Node): readonly Requirement[] {
  const terms = text.split(/,(?![^()]*\))/).map(term => term.trim());
  return terms.map(term => {
    const equality = EQUALITY_TERM.exec(term);
    if (equality !== null) {
      const [, key = '', operator, value = ''] = equality;
      return {
        key,
        operator: operator === '!=' ? 'NotIn' : 'In',
        values: [value],
      };
    }
    const set = SET_TERM.exec(term);
    if (set !== null) {
      const [, key = '', operator, values = ''] = set;
      return {
        key,
        operator: operator === 'in' ? 'In' : 'NotIn',
        values: values.split(',').map(value => value.trim()),
      };
    }
    const existence = EXISTENCE_TERM.exec(term);
    if (existence !== null) {
      const [, not, key = ''] = existence;
      return { key, operator: not ? 'DoesNotExist' : 'Exists', values: [] };
    }
    throw new UnsupportedFeature(
      `the selector ${JSON.stringify(text)} in the target of a patch`,
      node.place,
    );
  });
}

function selected(
  text: string | undefined,
  labels: Labels,
  node: Node,
): boolean {
  if (text === undefined) return true;
  return selects({ requirements: selectorOfText(text, node) }, labels);
}

const FIELDS = new Set([
  'group',
  'version',
  'kind',
  'name',
  'namespace',
  'labelSelector',
  'annotationSelector',
]);

/** Which objects the `target` of a patch means. */
export function targetMatcher(target: Node): (manifest: Manifest) => boolean {
  for (const [field, value] of entriesAt(target)) {
    if (!FIELDS.has(field)) {
      throw new UnsupportedFeature(
        `the field ${field} in the target of a patch`,
        value.place,
      );
    }
  }
  const group = matcher(textAt(target, 'group'), target);
  const version = matcher(textAt(target, 'version'), target);
  const kind = matcher(textAt(target, 'kind'), target);
  const name = matcher(textAt(target, 'name'), target);
  const namespace = matcher(textAt(target, 'namespace'), target);
  return manifest =>
    group(manifest.group) &&
    version(manifest.version) &&
    kind(manifest.kind) &&
    name(manifest.name) &&
    namespace(manifest.namespace ?? '') &&
    selected(
      textAt(target, 'labelSelector'),
      textMapAt(manifest.root, 'metadata', 'labels'),
      target,
    ) &&
    selected(
      textAt(target, 'annotationSelector'),
      textMapAt(manifest.root, 'metadata', 'annotations'),
      target,
    );
}
