import type { ContractMethod } from '../../facts/contracts/contracts';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { reaches } from '../../facts/program/reachable';
import { handlersOf } from './handlers';

const CHANGE = ['ServiceCall.change'];

function problemOf(
  { audit, idempotency }: ContractMethod,
  changes: boolean,
): string | undefined {
  if (audit?.mutation === true && !changes) {
    return 'is to change something, and never does so by call.change';
  }
  return idempotency === 'no-side-effects' && changes
    ? 'is declared to read only, and changes something'
    : undefined;
}

export default defineControl({
  id: 'OBS-05',
  title:
    'Every change is made with its audit entry, and what only reads changes nothing',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§9'],
    standards: ['OWASP ASVS 5.0 V16.3.3', 'OWASP ASVS 5.0 V16.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A change past call.change has no entry in the audit trail, no idempotency record and no event; one in a method that is declared to read is repeated by every client.',
  remediation:
    'Make changes in call.change, in methods whose audit option has mutation: true.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => {
    const handlers = handlersOf(program, contracts);
    if (handlers.length === 0) {
      return { notApplicable: 'No method of a contract is carried out here.' };
    }
    return codeFindings(
      program,
      handlers.flatMap(({ method, node }): readonly CodeFinding[] => {
        const changes = reaches(program, node, CHANGE);
        const problem = problemOf(method, changes);
        return problem === undefined
          ? []
          : [
              {
                node,
                about: method.name,
                message: `${method.name} ${problem}.`,
              },
            ];
      }),
    );
  },
});
