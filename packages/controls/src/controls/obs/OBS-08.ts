import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import type { Program } from '../../facts/program/program';
import { reaches } from '../../facts/program/reachable';
import { servedFiles } from '../../facts/program/served-files';
import { isFunctionWithBody, sdkNameAt } from '../../facts/program/symbols';
import { bare, nodesOf } from '../../facts/program/walk';

const WATCHED = [
  'ServiceCall.change',
  'ServiceCall.client',
  'TenantReader.query',
  'ChangeTransaction.emit',
  'ChangeTransaction.project',
];

/** Whether a failure is thrown on or written down. */
function tells(program: Program, body: ts.Node): boolean {
  for (const node of nodesOf(
    body,
    inner => inner !== body && isFunctionWithBody(inner),
  )) {
    if (ts.isThrowStatement(node)) return true;
    if (
      ts.isCallExpression(node) &&
      (sdkNameAt(program.checker, node.expression)?.startsWith('Logger.') ||
        program.checker.getTypeAtLocation(node).flags === ts.TypeFlags.Never)
    ) {
      return true;
    }
  }
  return reaches(program, body, ['Logger.error', 'Logger.warn', 'Logger.info']);
}

function swallowed(program: Program): readonly CodeFinding[] {
  return servedFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (ts.isTryStatement(node) && node.catchClause !== undefined) {
        if (
          reaches(program, node.tryBlock, WATCHED) &&
          !tells(program, node.catchClause.block)
        ) {
          found.push({
            node: node.catchClause,
            about: 'catch',
            message:
              'A failure of the database, of a change or of another service ends here, and nobody learns of it.',
          });
        }
      } else if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.name.text === 'catch'
      ) {
        const [given] = node.arguments;
        const handler = given && bare(given);
        if (
          handler !== undefined &&
          isFunctionWithBody(handler) &&
          handler.body !== undefined &&
          reaches(program, node.expression.expression, WATCHED) &&
          !tells(program, handler.body)
        ) {
          found.push({
            node,
            about: 'catch',
            message:
              'A failure of the database, of a change or of another service ends here, and nobody learns of it.',
          });
        }
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'OBS-08',
  title: 'No failure is swallowed where calls are served',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§9'],
    standards: ['OWASP ASVS 5.0 V16.5.3', 'OWASP ASVS 5.0 V16.3.4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A refused statement, a failed audit entry or an unreachable service that looks like success hides an attack, or half a change.',
  remediation: 'Throw on what is not meant, or log it by call.log.',
  needs: ['program'],
  evaluate: ({ program }) => codeFindings(program, swallowed(program)),
});
