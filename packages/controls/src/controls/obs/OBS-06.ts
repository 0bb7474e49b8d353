import ts from 'typescript';
import { defineControl } from '../../control/control';
import { classifiedData } from '../../facts/program/classified-data';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import { sdkNameAt } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

export default defineControl({
  id: 'OBS-06',
  title: 'The audit trail holds no classified field',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§9'],
    standards: ['OWASP ASVS 5.0 V16.2.5'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Entries are kept for years, forwarded, and can never be changed: a person’s data in them cannot be deleted.',
  remediation: 'Put ids and names of fields into metadata, never values.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => {
    const data = classifiedData(program, contracts);
    const found: CodeFinding[] = [];
    for (const { source } of runtimeFiles(program)) {
      for (const node of nodesOf(source)) {
        if (
          !ts.isCallExpression(node) ||
          sdkNameAt(program.checker, node.expression) !== 'ServiceCall.change'
        ) {
          continue;
        }
        const [target] = node.arguments;
        if (target === undefined) continue;
        const value = data.in(target);
        if (value !== undefined) {
          found.push({
            node: target,
            about: value.name,
            message: `The audit entry of a change holds ${value.name}, which is classified.`,
          });
        }
      }
    }
    return codeFindings(program, found);
  },
});
