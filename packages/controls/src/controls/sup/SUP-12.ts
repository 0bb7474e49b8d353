import { posix } from 'node:path';
import { defineControl } from '../../control/control';
import { matchesPattern } from './path-pattern';

/** What never belongs into an image, each by a file that stands for it. */
const UNWANTED = [
  { what: 'the history of Git', probe: '.git' },
  { what: 'files of environment variables', probe: '.env' },
  { what: 'what is installed on this machine', probe: 'node_modules' },
];

/** Whether a pattern of a .dockerignore covers a path, or a folder above it. */
function covers(pattern: string, path: string): boolean {
  const clean = pattern.replace(/^(?:\.?\/)+|\/+$/g, '');
  return (
    clean !== '' &&
    (matchesPattern(clean, path) || matchesPattern(`${clean}/**`, path))
  );
}

export default defineControl({
  id: 'SUP-12',
  title: 'An image is built from what belongs into it and nothing else',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§3.1', '§5.2'], standards: ['OWASP CICD-SEC-6'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What a build is sent can end in a layer: history, local settings, and whatever lies beside the source on the machine that builds.',
  remediation:
    'Write a .dockerignore that begins with * and lists with ! what the Dockerfile copies.',
  needs: ['supply'],
  evaluate: ({ tree, supply }) => {
    if (supply.dockerfiles.length === 0) {
      return { notApplicable: 'There is no Dockerfile.' };
    }
    return supply.dockerfiles.flatMap(({ file, stages }) => {
      const takesAll = stages.some(({ instructions }) =>
        instructions.some(
          ({ keyword, text, words }) =>
            (keyword === 'COPY' || keyword === 'ADD') &&
            !/--from=/.test(text) &&
            words.slice(0, -1).some(word => /^\.?\/?(?:\*|\.)?$/.test(word)),
        ),
      );
      const candidates = [
        `${file}.dockerignore`,
        posix.join(posix.dirname(file), '.dockerignore'),
        '.dockerignore',
      ];
      const found = candidates.find(candidate => tree.files.has(candidate));
      if (found === undefined) {
        return [
          {
            message: `No .dockerignore limits what ${file} is built from.`,
            file,
            subject: 'dockerignore',
          },
        ];
      }
      if (!takesAll) return [];
      const patterns = Buffer.from(tree.files.get(found) ?? [])
        .toString('utf8')
        .split('\n')
        .map(line => line.trim())
        .filter(line => line !== '' && !line.startsWith('#'));
      return UNWANTED.filter(({ probe }) => {
        let ignored = false;
        for (const pattern of patterns) {
          if (pattern.startsWith('!')) {
            if (covers(pattern.slice(1), probe)) ignored = false;
          } else if (covers(pattern, probe)) ignored = true;
        }
        return !ignored;
      }).map(({ what, probe }) => ({
        message: `${file} copies everything, and ${found} does not leave out ${what} (${probe}).`,
        file: found,
        subject: `${file} ${probe}`,
      }));
    });
  },
});
