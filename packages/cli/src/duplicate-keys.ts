import { isAlias, isNode, isScalar, visit, type Document } from 'yaml';

/** Something wrong in a YAML text, and its position in characters. */
export interface YamlProblem {
  readonly position: number;
  readonly message: string;
}

/** Keys that stand in one map twice; only the last of them would count. */
export function duplicateKeys(document: Document): YamlProblem[] {
  const problems: YamlProblem[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        const node = isAlias(key) ? key.resolve(document) : key;
        // As in JavaScript, where 1 and '1' are one key.
        const name = isScalar(node) ? String(node.value) : String(node);
        if (seen.has(name)) {
          problems.push({
            position: (isNode(key) ? key.range?.[0] : undefined) ?? 0,
            message: 'Map keys must be unique',
          });
        }
        seen.add(name);
      }
    },
  });
  return problems;
}
