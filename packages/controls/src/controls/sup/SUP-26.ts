import { defineControl } from '../../control/control';
import { argumentsOf, programOf } from '../../facts/supply/shell-commands';
import type { Permissions } from '../../facts/supply/supply';
import { workflowSteps } from './scripts';

function mayIdentify(permissions: Permissions | undefined): boolean {
  return (
    permissions?.all === 'write-all' ||
    (permissions?.scopes.some(
      ({ name, text }) => name === 'id-token' && text === 'write',
    ) ??
      false)
  );
}

export default defineControl({
  id: 'SUP-26',
  title: 'A package is published with the proof of where it was built',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.4', '§3.1'], standards: ['SLSA 1.0 Build L2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without provenance nobody who installs the package can tell a build of this repository from one of a stolen token.',
  remediation:
    'Publish with npm publish --provenance in a job with id-token: write.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    const published = supply.workflows.flatMap(workflow =>
      workflowSteps(workflow).flatMap(({ job, name, commands }) =>
        commands
          .filter(
            command =>
              ['npm', 'pnpm', 'yarn'].includes(programOf(command)) &&
              argumentsOf(command).includes('publish') &&
              !argumentsOf(command).includes('--dry-run'),
          )
          .map(command => ({ workflow, job, name, command })),
      ),
    );
    if (published.length === 0) {
      return { notApplicable: 'No workflow publishes a package.' };
    }
    return published
      .filter(
        ({ workflow, job, command }) =>
          !argumentsOf(command).some(word =>
            /^--provenance(?:=true)?$/.test(word),
          ) || !mayIdentify(job.permissions ?? workflow.permissions),
      )
      .map(({ workflow, name, command }) => ({
        message: `${name} publishes a package without provenance.`,
        file: workflow.file,
        line: command.placedLine,
        subject: name,
      }));
  },
});
