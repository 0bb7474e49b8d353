import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import type { CodeFile, Program } from '../../facts/program/program';
import { servedFiles } from '../../facts/program/served-files';
import { sdkName, symbolOf } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';
import { type Handler, handlersOf } from '../obs/handlers';
import { holdsErrorText } from './error-text';

/** What the SDK gives callers to read. */
const SHOWN = new Set([
  'aborted',
  'alreadyExists',
  'failedPrecondition',
  'invalidArgument',
  'notFound',
]);

function isConnectError(program: Program, name: ts.Node): boolean {
  const symbol = symbolOf(program.checker, name);
  return (
    symbol?.name === 'ConnectError' &&
    symbol.declarations?.some(declaration =>
      declaration.getSourceFile().fileName.includes('/@connectrpc/connect/'),
    ) === true
  );
}

function shown(program: Program, { source }: CodeFile): CodeFinding[] {
  const found: CodeFinding[] = [];
  for (const node of nodesOf(source)) {
    if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
      const callee = node.expression;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee;
      const helper = sdkName(symbolOf(program.checker, name));
      const isError =
        (ts.isNewExpression(node) && isConnectError(program, callee)) ||
        (helper !== undefined && SHOWN.has(helper));
      const isConverted =
        ts.isPropertyAccessExpression(callee) &&
        callee.name.text === 'from' &&
        isConnectError(program, callee.expression) &&
        ts.isThrowStatement(node.parent);
      if (
        isConverted ||
        (isError &&
          (node.arguments ?? []).some(argument =>
            holdsErrorText(program, argument),
          ))
      ) {
        found.push({
          node,
          about: helper ?? 'ConnectError',
          message: `What an inner error says is shown to the caller by ${
            helper ?? 'ConnectError'
          }.`,
        });
      }
    }
  }
  return found;
}

/** Responses of methods that hold what an inner error says. */
function returned(program: Program, { node: handler }: Handler): CodeFinding[] {
  return [...nodesOf(handler)].flatMap(node =>
    ts.isReturnStatement(node) &&
    node.expression !== undefined &&
    ts.isObjectLiteralExpression(node.expression) &&
    holdsErrorText(program, node.expression)
      ? [
          {
            node,
            about: 'response',
            message: 'What an inner error says is returned to the caller.',
          },
        ]
      : [],
  );
}

export default defineControl({
  id: 'API-26',
  title: 'No caller is shown what an inner error says',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§6'],
    standards: ['OWASP ASVS 5.0 V16.5.1', 'OWASP API Security 2023 API8'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The message of a database or a library names tables, columns, hosts, and values of other rows.',
  remediation:
    'Throw the error as it is: the chain logs it and tells the caller nothing of it. Say in words of your own what the caller can mend.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) =>
    codeFindings(program, [
      ...servedFiles(program).flatMap(file => shown(program, file)),
      ...handlersOf(program, contracts).flatMap(handler =>
        returned(program, handler),
      ),
    ]),
});
