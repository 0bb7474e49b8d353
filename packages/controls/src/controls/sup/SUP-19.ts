import { defineControl } from '../../control/control';
import { CHECKS, checkRuns, runsForChanges, type Check } from './checks';

const WORDS: Readonly<Record<Check, string>> = {
  test: 'its tests',
  lint: 'the linters',
  typecheck: 'the compiler',
  breaking: 'the comparison of the contract with the one before',
};

export default defineControl({
  id: 'SUP-19',
  title:
    'CI tests, lints and compiles every proposed change and compares its contract',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§7.3', '§8.1'], standards: ['OWASP CICD-SEC-1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The tests of a service prove its isolation; a change that they never see can take it away.',
  remediation:
    'Run npm ci, the type check, the tests, the linters and buf breaking in a job of a workflow that starts on pull_request.',
  needs: ['supply'],
  evaluate: ({ tree, supply }) => {
    const isService =
      supply.packages.length > 0 ||
      [...tree.files.keys()].some(file => file.endsWith('.proto'));
    if (!isService) return { notApplicable: 'There is no package to test.' };
    const workflows = supply.workflows.filter(runsForChanges);
    if (workflows.length === 0) {
      return [
        {
          message: 'No workflow runs for a pull request.',
          subject: 'workflow',
        },
      ];
    }
    const hasProto = [...tree.files.keys()].some(file =>
      file.endsWith('.proto'),
    );
    const hasTypes = [...tree.files.keys()].some(
      file => /\.[cm]?ts$/.test(file) && !file.endsWith('.d.ts'),
    );
    const runs = checkRuns(supply).filter(
      ({ job, step }) =>
        !leavesOut(job.condition?.text) && !leavesOut(step.condition?.text),
    );
    const missing = CHECKS.filter(
      check =>
        (check !== 'breaking' || hasProto) &&
        (check !== 'typecheck' || hasTypes) &&
        !runs.some(run => run.check === check),
    ).map(check => ({
      message: `No workflow runs ${WORDS[check]} for a pull request.`,
      file: workflows[0]?.file ?? '',
      subject: check,
    }));
    const narrowed = workflows
      .filter(workflow => runs.some(run => run.workflow === workflow))
      .flatMap(({ file, triggers }) =>
        triggers
          .filter(({ event }) => event === 'pull_request')
          .flatMap(({ filters }) =>
            filters
              .filter(({ name }) =>
                /^(?:paths|paths-ignore|branches-ignore)$/.test(name),
              )
              .filter(
                ({ name, text }) =>
                  !(
                    name === 'paths-ignore' &&
                    /^(?:docs\/|\*\*?\/?\*?\.md$|README|LICENSE)/.test(text)
                  ),
              )
              .map(({ name, line, text }) => ({
                message: `Changes are left out by ${name}: ${text}.`,
                file,
                line,
                subject: `${name} ${text}`,
              })),
          ),
      );
    return [...missing, ...narrowed];
  },
});

/** Whether a condition keeps some pull requests out. */
function leavesOut(condition: string | undefined): boolean {
  if (condition === undefined) return false;
  const text = condition.replace(/^\$\{\{|\}\}$/g, '').trim();
  return (
    /^(?:false|0|''|!true)$/.test(text) ||
    // Who proposes, or how it is called, must not decide whether it is checked.
    /github\.(?:actor|triggering_actor|head_ref)|pull_request\.(?:user|labels|title|body)|\bvars\.|\binputs\./i.test(
      text,
    ) ||
    (/github\.event_name\s*==\s*'(?:push|schedule|workflow_dispatch|release)'/.test(
      text,
    ) &&
      !text.includes('||')) ||
    (/github\.event_name\s*!=\s*'pull_request'/.test(text) &&
      !text.includes('||')) ||
    (/github\.ref\s*==\s*'refs\/heads\//.test(text) && !text.includes('||'))
  );
}
