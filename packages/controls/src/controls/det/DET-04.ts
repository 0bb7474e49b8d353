import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { isWorld, isWorldModule, unrepeatable } from './unrepeatable';

export default defineControl({
  id: 'DET-04',
  title: 'A replayed process touches nothing of the world outside of its steps',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.2'], standards: [] },
  appliesTo: ['process'],
  rationale:
    'Environment, files, network and timers differ between the first run and the replay, and are used again by it.',
  remediation: 'Do it in a step, and wait by the workflow port.',
  needs: ['program'],
  evaluate: ({ program }) => {
    const found = unrepeatable(
      program,
      isWorld,
      isWorldModule,
      'is not recorded, and is done again when the process is replayed.',
    );
    return found === undefined
      ? { notApplicable: 'No process is declared at a workflow port.' }
      : codeFindings(program, found);
  },
});
