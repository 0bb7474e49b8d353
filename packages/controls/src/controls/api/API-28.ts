import ts from 'typescript';
import { defineControl } from '../../control/control';
import { deployedConfigurations } from '../../facts/configuration/service-configurations';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { nodesOf } from '../../facts/program/walk';

const LARGEST_MESSAGE_BYTES = 4 * 1024 * 1024;
const LIMITS = new Set(['readMaxBytes', 'writeMaxBytes', 'maxMessageBytes']);

function limitsByHand(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (
        ts.isPropertyAssignment(node) &&
        LIMITS.has(node.name.getText().replace(/['"]/g, ''))
      ) {
        found.push({
          node,
          about: node.name.getText(),
          message: `${node.name.getText()} is set in code, over the configured limit.`,
        });
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'API-28',
  title: 'What a caller may send has a size limit',
  layer: 'platform',
  severity: 'medium',
  source: {
    sections: ['§6'],
    standards: ['OWASP API Security 2023 API4', 'OWASP ASVS 5.0 V2.4.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A few messages without a bound take all memory, for every tenant.',
  remediation: `Leave limits.maxMessageBytes out (one mebibyte), or set it to at most ${LARGEST_MESSAGE_BYTES}.`,
  needs: ['program'],
  evaluate: ({ program, tree }) => [
    ...codeFindings(program, limitsByHand(program)),
    ...deployedConfigurations(tree).flatMap(({ file, value, lineOf }) => {
      const limit = value.limits?.maxMessageBytes;
      return limit !== undefined && limit > LARGEST_MESSAGE_BYTES
        ? [
            {
              file,
              line: lineOf('maxMessageBytes'),
              message: `maxMessageBytes is ${limit}, more than ${LARGEST_MESSAGE_BYTES}.`,
              subject: 'maxMessageBytes',
            },
          ]
        : [];
    }),
  ],
});
