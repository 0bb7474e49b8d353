import { defineControl } from '../../control/control';
import { argumentsOf, programOf } from '../../facts/supply/shell-commands';
import { workflowSteps, type PlacedCommand } from '../sup/scripts';

/** What a command overwrites; undefined where it only adds. */
function overwrites(command: PlacedCommand): string | undefined {
  const words = argumentsOf(command);
  switch (programOf(command)) {
    case 'git':
      if (words.includes('push')) {
        return words.some(
          word =>
            /^(?:--force(?:-with-lease(?:=.*)?|-if-includes)?|-[a-z]*f|--mirror|--delete|-d)$/.test(
              word,
            ) || /^\+[\w$/.-]/.test(word),
        )
          ? 'what others have pushed'
          : undefined;
      }
      return words.includes('tag') &&
        words.some(word => /^(?:-[a-z]*f|--force|-d|--delete)$/.test(word))
        ? 'a tag'
        : undefined;
    case 'docker':
    case 'podman':
    case 'buildah':
    case 'crane':
    case 'skopeo':
    case 'oras': {
      const pushes =
        words.includes('push') ||
        words.includes('--push') ||
        words.includes('tag') ||
        words.includes('copy');
      const moved = words.find(word =>
        /:(?:latest|main|master|stable|dev|staging|prod|production)$/.test(
          word,
        ),
      );
      return pushes && moved !== undefined ? `the image ${moved}` : undefined;
    }
    case 'npm':
      return words.includes('unpublish') ||
        (words.includes('publish') && words.includes('--force'))
        ? 'a published package'
        : undefined;
    case 'gh':
      return words.includes('release') &&
        (words.includes('--clobber') || words.includes('delete'))
        ? 'a release'
        : undefined;
    default:
      return undefined;
  }
}

export default defineControl({
  id: 'ART-04',
  title: 'CI adds versions and overwrites none',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§2.4'], standards: ['OWASP CICD-SEC-9'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What has been approved is what has its digest; a tag or a branch that is moved under it puts something else in its place.',
  remediation:
    'Push every build under the commit, deploy it by its digest, and never force.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.workflows.length === 0) {
      return { notApplicable: 'There is no workflow.' };
    }
    return supply.workflows.flatMap(workflow =>
      workflowSteps(workflow).flatMap(({ name, step, commands }) => {
        const inputs = step.inputs
          .filter(({ name: input }) => input === 'tags')
          .flatMap(({ text, line }) =>
            text
              .split(/[\n,]/)
              .filter(tag => /:(?:latest|main|master|stable)\s*$/.test(tag))
              .map(tag => ({ what: `the image ${tag.trim()}`, line })),
          );
        const run = commands.flatMap(command => {
          const what = overwrites(command);
          return what === undefined ? [] : [{ what, line: command.placedLine }];
        });
        return [...inputs, ...run].map(({ what, line }, index) => ({
          message: `${name} overwrites ${what}.`,
          file: workflow.file,
          line,
          subject: `${name} ${what} ${index}`,
        }));
      }),
    );
  },
});
