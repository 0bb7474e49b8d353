import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { referencesOf } from '../../facts/program/references';
import { nodesOf } from '../../facts/program/walk';

const LEFT_OUT = /^(skip|only|todo|fixme|failing)$/;

export default defineControl({
  id: 'TEN-68',
  title:
    'The tests prove the isolation of tenants, and none of them is left out',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.5', '§2.6'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain'],
  rationale:
    'What these controls read in the tree, the isolation suite tries on a running service. A test that is skipped proves nothing, and nobody notices.',
  remediation:
    'Call isolationSuite of the SDK in a test, and take skip and only out.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => {
    if (contracts.methods.length === 0) {
      return { notApplicable: 'It serves no method.' };
    }
    const tests = program.files.filter(({ role }) => role === 'test');
    const found: CodeFinding[] = [];
    for (const { source } of tests) {
      for (const node of nodesOf(source)) {
        if (
          ts.isPropertyAccessExpression(node) &&
          LEFT_OUT.test(node.name.text) &&
          /^(it|test|describe|suite)\b/.test(node.expression.getText())
        ) {
          found.push({
            node,
            about: node.getText(),
            message: `${node.getText()} leaves tests out.`,
          });
        } else if (
          ts.isPropertyAssignment(node) &&
          /^(skip|only|todo)$/.test(node.name.getText()) &&
          node.initializer.kind !== ts.SyntaxKind.FalseKeyword &&
          ts.isCallExpression(node.parent.parent) &&
          /^(it|test|describe|suite)\b/.test(
            node.parent.parent.expression.getText(),
          )
        ) {
          found.push({
            node,
            about: node.name.getText(),
            message: `${node.name.getText()} leaves tests out.`,
          });
        }
      }
    }
    const isProved = tests.some(
      file => referencesOf(program, file, ['isolationSuite']).length > 0,
    );
    return [
      ...(isProved
        ? []
        : [
            {
              message: 'No test calls the isolation suite.',
              subject: 'isolationSuite',
            },
          ]),
      ...codeFindings(program, found),
    ];
  },
});
