import { posix } from 'node:path';
import { defineControl } from '../../control/control';
import { secretFindings } from './secret-findings';

/** Tarballs that a package.json of the tree takes a dependency from: their content is pinned and judged with the dependencies. */
function vendoredTarballs(
  files: ReadonlyMap<string, Uint8Array>,
): ReadonlySet<string> {
  const vendored = new Set<string>();
  for (const [file, content] of files) {
    if (posix.basename(file) !== 'package.json') continue;
    const text = Buffer.from(content).toString('utf8');
    for (const [, target = ''] of text.matchAll(
      /:\s{0,4}"file:([^"\s]{1,300}\.t(?:ar\.)?gz)"/g,
    )) {
      vendored.add(posix.join(posix.dirname(file), target));
    }
  }
  return vendored;
}

export default defineControl({
  id: 'SEC-10',
  title: 'Every file can be looked through for secrets',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§9'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What lies in an archive, or beyond what a scanner reads, is checked by nobody and can hold anything.',
  remediation:
    'Keep the files themselves; a package that must be vendored is named by its package.json with integrity in the lockfile.',
  needs: ['secrets'],
  evaluate: ({ tree, secrets }) => {
    const vendored = vendoredTarballs(tree.files);
    return secretFindings(secrets, 'opaque-file').filter(
      ({ file }) => file === undefined || !vendored.has(file),
    );
  },
});
