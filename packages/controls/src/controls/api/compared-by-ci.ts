import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { SourceTree } from '../../source/source-tree';

const WORKFLOW = /^\.(github\/workflows\/[^/]+|gitlab-ci)\.ya?ml$/;
const COMPARES = /\bbuf\s+breaking\b|\brun\s+breaking\b|\bcheck-breaking\b/;
const IGNORED = /\|\|\s*(true|:|exit 0|echo)\b|\|\|\s*:/;

/** Whether a pipeline of the tree compares contracts with those of another branch, and fails for it. */
export function isComparedByCi(tree: SourceTree): boolean {
  for (const [file, content] of tree.files) {
    if (!WORKFLOW.test(file) || content.byteLength > 1_000_000) continue;
    const open: unknown[] = [
      parseDocument(new TextDecoder().decode(content)).contents,
    ];
    while (open.length > 0) {
      const node = open.pop();
      if (isSeq(node)) open.push(...node.items);
      if (!isMap(node)) continue;
      const mayFail: unknown = node.get('continue-on-error');
      if (mayFail === true) continue;
      for (const { value } of node.items) {
        if (
          isScalar(value) &&
          typeof value.value === 'string' &&
          COMPARES.test(value.value) &&
          !IGNORED.test(value.value)
        ) {
          return true;
        }
        if (value !== null) open.push(value);
      }
    }
  }
  return false;
}
