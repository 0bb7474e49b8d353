import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { isClockOrChance, isChanceModule, unrepeatable } from './unrepeatable';

export default defineControl({
  id: 'DET-03',
  title: 'A replayed process asks neither clock nor chance',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.2'], standards: [] },
  appliesTo: ['process'],
  rationale:
    'A replay that takes another way than the first run repeats payments, or stops for ever, and cannot be audited.',
  remediation:
    'Take the time and new ids from the workflow port, or in a step whose result is recorded.',
  needs: ['program'],
  evaluate: ({ program }) => {
    const found = unrepeatable(
      program,
      isClockOrChance,
      isChanceModule,
      'gives something else when the process is replayed.',
    );
    return found === undefined
      ? { notApplicable: 'No process is declared at a workflow port.' }
      : codeFindings(program, found);
  },
});
