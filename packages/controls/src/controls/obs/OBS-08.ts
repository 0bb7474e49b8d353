import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
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

function lostAt(node: ts.Node): CodeFinding {
  return {
    node,
    about: 'catch',
    message:
      'A failure of the database, of a change or of another service ends here, and nobody learns of it.',
  };
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
          found.push(lostAt(node.catchClause));
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
          found.push(lostAt(node));
        }
      }
    }
    return found;
  });
}

/** Events of a process by which Node tells of a failure that nobody has caught. */
const LAST_RESORTS = new Set(['uncaughtException', 'unhandledRejection']);

function endsTheProcess(body: ts.Node): boolean {
  for (const node of nodesOf(body)) {
    if (
      ts.isCallExpression(node) &&
      ['process.exit', 'process.abort'].includes(node.expression.getText())
    ) {
      return true;
    }
  }
  return false;
}

/** Listeners that let a process go on after a failure that nobody has caught, and say nothing. */
function silenced(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (!ts.isCallExpression(node)) continue;
      const [event, listener] = node.arguments.map(bare);
      if (
        ts.isPropertyAccessExpression(node.expression) &&
        node.expression.expression.getText(source) === 'process' &&
        event !== undefined &&
        ts.isStringLiteralLike(event) &&
        LAST_RESORTS.has(event.text) &&
        listener !== undefined &&
        isFunctionWithBody(listener) &&
        listener.body !== undefined &&
        !tells(program, listener.body) &&
        !endsTheProcess(listener.body)
      ) {
        found.push({
          node,
          about: event.text,
          message: `The process goes on after an ${event.text}, and nobody learns of it.`,
        });
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'OBS-08',
  title: 'No failure is swallowed by what serves calls',
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
  evaluate: ({ program }) =>
    codeFindings(program, [...swallowed(program), ...silenced(program)]),
});
