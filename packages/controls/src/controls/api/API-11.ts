import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';
import type { ContractFile } from '../../facts/contracts/contracts';
import { embeddedContracts } from '../../facts/program/embedded-contracts';
import { isComparedByCi } from './compared-by-ci';
import { breaks } from './descriptor-comparison';
import { type EarlierContract, earlierContract } from './earlier-contracts';

function problemsOf(
  { descriptor }: ContractFile,
  fields: ReadonlyMap<string, readonly string[]>,
): string[] {
  return [...fields].flatMap(([name, wanted]) => {
    const message = descriptor.messageType.find(one => one.name === name);
    if (message === undefined) return [`the message ${name} is gone`];
    return wanted
      .filter(field => !message.field.some(one => one.name === field))
      .map(field => `the field ${name}.${field} is gone`);
  });
}

function brokenBy(
  contract: ContractFile,
  earlier: EarlierContract,
): readonly string[] {
  switch (earlier.state) {
    case 'known':
      return breaks(earlier.descriptor, contract.descriptor);
    case 'described':
      return problemsOf(contract, earlier.fields);
    default:
      return [];
  }
}

export default defineControl({
  id: 'API-11',
  title: 'A changed contract breaks nobody who uses the earlier one',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§2.3', '§2.4'],
    standards: ['OWASP API Security 2023 API9'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A field that changes its meaning is read by older services as what it was; a check that rested on it passes or fails at random.',
  remediation:
    'Add fields and methods, reserve what is no longer used, or make a package of the next version.',
  needs: ['contracts', 'program'],
  evaluate: ({ contracts, program, tree }) => {
    if (contracts.files.length === 0) {
      return { notApplicable: 'There is no contract.' };
    }
    const embedded = embeddedContracts(program);
    const found: Finding[] = [];
    const unknown: string[] = [];
    for (const contract of contracts.files) {
      const earlier = earlierContract(tree, contract, embedded);
      const problems = brokenBy(contract, earlier);
      if (earlier.state === 'unknown') unknown.push(contract.file);
      for (const problem of new Set(problems)) {
        found.push({
          file: contract.file,
          line: 1,
          message: `For users of the earlier contract, ${problem}.`,
          subject: problem,
        });
      }
    }
    if (found.length > 0 || unknown.length === 0) return found;
    return isComparedByCi(tree)
      ? {
          notApplicable: `The tree has no earlier version of ${unknown.join(
            ', ',
          )}: its pipeline compares with the branch that a change goes to.`,
        }
      : {
          notEvaluated: `The tree has no earlier version of ${unknown.join(
            ', ',
          )}, and no pipeline compares it with one.`,
        };
  },
});
