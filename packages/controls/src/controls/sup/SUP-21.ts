import { defineControl } from '../../control/control';
import { isStartedByStrangers } from './job-access';

export default defineControl({
  id: 'SUP-21',
  title:
    'CI runs what strangers propose on machines that are new for every job',
  layer: 'infra',
  severity: 'medium',
  source: {
    sections: ['§3.1'],
    standards: ['OWASP CICD-SEC-7', 'SLSA 1.0 Build L3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What one job leaves on a machine of your own, the next one runs; a pull request can leave anything.',
  remediation:
    'Use hosted runners, as ubuntu-24.04; keep runners of your own for workflows that no stranger can start.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    const workflows = supply.workflows.filter(({ isAction }) => !isAction);
    if (workflows.length === 0) {
      return { notApplicable: 'There is no workflow.' };
    }
    return workflows.flatMap(workflow =>
      workflow.jobs.flatMap(({ id, runsOn }) =>
        runsOn.flatMap(({ text, line }) => {
          const isHosted = /^(?:ubuntu|windows|macos)-/.test(text);
          const isOwn = !isHosted && !text.includes('${{');
          const isChosen =
            /\$\{\{[^}]*(?:github\.event|inputs\.|github\.head_ref)/.test(text);
          let why: string | undefined;
          if ((isOwn && isStartedByStrangers(workflow)) || isChosen) {
            why = `runs on ${text}, which a pull request reaches`;
          }
          return why === undefined
            ? []
            : [
                {
                  message: `The job ${id} ${why}.`,
                  file: workflow.file,
                  line,
                  subject: `${id} ${text}`,
                },
              ];
        }),
      ),
    );
  },
});
