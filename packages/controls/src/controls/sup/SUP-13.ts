import { defineControl } from '../../control/control';

const noWorkflows = { notApplicable: 'There is no workflow.' } as const;

export default defineControl({
  id: 'SUP-13',
  title:
    'Every action of a workflow is named by its commit, every image by its digest',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1', '§8.1'], standards: ['OWASP CICD-SEC-3'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A tag of an action is moved by whoever takes over its repository, and then runs in every build with its token and secrets.',
  remediation:
    'Write the full commit with the version as a comment: uses: actions/checkout@<40 digits> # v4.2.2.',
  needs: ['supply'],
  evaluate: ({ tree, supply }) => {
    if (supply.workflows.length === 0) return noWorkflows;
    return supply.workflows.flatMap(({ file, jobs }) =>
      jobs.flatMap(job => {
        const used = [
          ...(job.uses === undefined ? [] : [{ ...job.uses, at: 'job' }]),
          ...job.steps.flatMap(({ uses }, index) =>
            uses === undefined ? [] : [{ ...uses, at: `step ${index + 1}` }],
          ),
        ];
        return [
          ...used
            .filter(({ text }) => !isPinned(text, tree.files))
            .map(({ text, line, at }) => ({
              message: `${text} is not named by its commit.`,
              file,
              line,
              subject: `${job.id} ${at} ${text}`,
            })),
          ...job.images
            .filter(({ text }) => !/@sha256:[0-9a-f]{64}$/.test(text))
            .map(({ text, line }, index) => ({
              message: `The image ${text} is not named by its digest.`,
              file,
              line,
              subject: `${job.id} image ${index + 1} ${text}`,
            })),
        ];
      }),
    );
  },
});

function isPinned(
  uses: string,
  files: ReadonlyMap<string, Uint8Array>,
): boolean {
  if (uses.startsWith('docker://')) return /@sha256:[0-9a-f]{64}$/.test(uses);
  if (uses.startsWith('./')) {
    const folder = uses.slice(2).replace(/\/+$/, '');
    return ['', '/action.yml', '/action.yaml'].some(end =>
      files.has(`${folder}${end}`),
    );
  }
  return /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses);
}
