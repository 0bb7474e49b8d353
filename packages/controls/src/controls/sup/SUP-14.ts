import { defineControl } from '../../control/control';
import { runsOnlyForOwn, writtenScopes } from './job-access';

export default defineControl({
  id: 'SUP-14',
  title: 'Every job of CI may do what it needs and nothing else',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1', '§8.1'], standards: ['OWASP CICD-SEC-5'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Code of any dependency runs in a job; with a token that may write, it can push to the branch, publish a package or approve its own change.',
  remediation:
    'Write permissions: {} at the top, give each job what it reads or writes, and let no job that writes run for a pull request.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    const workflows = supply.workflows.filter(({ isAction }) => !isAction);
    if (workflows.length === 0) {
      return { notApplicable: 'There is no workflow.' };
    }
    return workflows.flatMap(workflow => {
      const { file, permissions, jobs } = workflow;
      const top = writtenScopes(permissions);
      return [
        ...(top.length > 0
          ? [
              {
                message: `Every job may write ${top.join(', ')}.`,
                file,
                line: permissions?.line ?? 1,
                subject: 'top',
              },
            ]
          : []),
        ...jobs.flatMap(job => {
          if (job.permissions === undefined && permissions === undefined) {
            return [
              {
                message: `The job ${job.id} has whatever the repository gives by default.`,
                file,
                line: job.line,
                subject: `default ${job.id}`,
              },
            ];
          }
          const written = writtenScopes(job.permissions);
          const line = job.permissions?.line ?? job.line;
          if (written.includes('everything')) {
            return [
              {
                message: `The job ${job.id} may write everything.`,
                file,
                line,
                subject: `all ${job.id}`,
              },
            ];
          }
          return written.length > 0 && !runsOnlyForOwn(workflow, job)
            ? [
                {
                  message: `The job ${job.id} may write ${written.join(
                    ', ',
                  )} and runs for what strangers propose.`,
                  file,
                  line,
                  subject: `write ${job.id}`,
                },
              ]
            : [];
        }),
      ];
    });
  },
});
