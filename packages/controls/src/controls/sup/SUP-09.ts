import { defineControl } from '../../control/control';
import { programOf } from '../../facts/supply/shell-commands';
import { dockerCommands } from './scripts';
import type { DockerStage, Dockerfile } from '../../facts/supply/supply';
import { expanded } from '../../facts/supply/read-dockerfile';

/** The user that a stage ends with, and where it is set; undefined when nothing in the tree sets one. */
function userOf(
  { stages, globals }: Dockerfile,
  stage: DockerStage,
): { readonly user: string; readonly line: number } | undefined {
  const seen = new Set<DockerStage>();
  let current: DockerStage | undefined = stage;
  while (current !== undefined && !seen.has(current)) {
    seen.add(current);
    const values = new Map(globals);
    let found: { user: string; line: number } | undefined;
    for (const { keyword, words, line } of current.instructions) {
      if (keyword === 'ARG' || keyword === 'ENV') {
        for (const word of words) {
          const [, name = '', value] =
            /^([^=]{1,100})=([^]*)$/.exec(word) ?? [];
          if (value !== undefined) values.set(name, value);
        }
      }
      if (keyword === 'USER') {
        found = { user: expanded(words[0] ?? '', values), line };
      }
    }
    if (found !== undefined) return found;
    const base: string = current.image;
    current = stages.find(({ name }) => name !== undefined && name === base);
  }
  return undefined;
}

/** Users that base images bring along, none of them root. */
const BROUGHT_ALONG = new Set([
  'node',
  'nonroot',
  'nobody',
  'www-data',
  'nginx',
]);

/** Whether a name is that of a user who is known not to be root: of the base image, or made in the Dockerfile without the number 0. */
function isOrdinary(name: string, dockerfile: Dockerfile): boolean {
  return (
    BROUGHT_ALONG.has(name) ||
    (name !== '' &&
      name !== 'root' &&
      dockerCommands(dockerfile).some(
        command =>
          /^(?:user|add)(?:add|user)$/.test(programOf(command)) &&
          command.words.includes(name) &&
          !command.words.some(
            (word, index) =>
              /^(?:-[a-z]*[uo]|--uid|--non-unique)$/.test(word) &&
              (command.words[index + 1] === '0' || /o|non-unique/.test(word)),
          ),
      ))
  );
}

export default defineControl({
  id: 'SUP-09',
  title: 'The image runs as a user who is not root',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1', '§2.5'], standards: ['CIS Docker 1.6.0 4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever breaks out of the process is root in the container, and one mistake of the cluster away from the node.',
  remediation:
    'End the last stage with USER and a number above 0, as USER 65532:65532.',
  needs: ['supply'],
  evaluate: ({ supply }) =>
    supply.dockerfiles.length === 0
      ? { notApplicable: 'There is no Dockerfile.' }
      : supply.dockerfiles.flatMap(dockerfile => {
          const last = dockerfile.stages[dockerfile.stages.length - 1];
          if (last === undefined) return [];
          const found = userOf(dockerfile, last);
          const id = found?.user.split(':')[0] ?? '';
          if (/^[1-9]\d{0,9}$/.test(id) || isOrdinary(id, dockerfile)) {
            return [];
          }
          return [
            {
              message:
                found === undefined
                  ? 'The last stage sets no user: it is that of the base image, mostly root.'
                  : `The image runs as ${
                      found.user || 'nobody that is named'
                    }.`,
              file: dockerfile.file,
              line: found?.line ?? last.line,
              subject: 'user',
            },
          ];
        }),
});
