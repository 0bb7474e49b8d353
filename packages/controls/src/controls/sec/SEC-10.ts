import { posix } from 'node:path';
import { defineControl } from '../../control/control';
import type { Supply } from '../../facts/supply/supply';
import { secretFindings } from './secret-findings';

/** Tarballs that a package.json of the tree takes a dependency from: their content is pinned and judged with the dependencies. */
function vendoredTarballs({ packages }: Supply): ReadonlySet<string> {
  return new Set(
    packages.flatMap(({ folder, dependencies }) =>
      dependencies.flatMap(({ wanted }) => {
        const local = /^file:(.+\.t(?:ar\.)?gz)$/.exec(wanted)?.[1];
        return local === undefined ? [] : [posix.join(folder, local)];
      }),
    ),
  );
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
  needs: ['secrets', 'supply'],
  evaluate: ({ secrets, supply }) => {
    const vendored = vendoredTarballs(supply);
    return secretFindings(secrets, 'opaque-file').filter(
      ({ file }) => file === undefined || !vendored.has(file),
    );
  },
});
