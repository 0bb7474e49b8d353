import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { RETRY_PACKAGES } from '../../facts/program/known-packages';
import { packageUses } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { servedFiles } from '../../facts/program/served-files';
import { isFunctionWithBody, sdkNameAt } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

function isLoop(node: ts.Node): boolean {
  return (
    ts.isForStatement(node) ||
    ts.isWhileStatement(node) ||
    ts.isDoStatement(node)
  );
}

/** Loops that go on after a call of another service, or a change, has failed. */
function loops(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  return servedFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (!ts.isTryStatement(node) || node.catchClause === undefined) continue;
      let around: ts.Node = node;
      while (
        around.parent !== undefined &&
        !isLoop(around) &&
        !isFunctionWithBody(around)
      ) {
        around = around.parent;
      }
      if (!isLoop(around)) continue;
      for (const inner of nodesOf(node.tryBlock)) {
        if (!ts.isCallExpression(inner)) continue;
        const name = sdkNameAt(checker, inner.expression);
        const type = checker.getTypeAtLocation(inner.expression);
        const isClient = type.symbol?.declarations?.some(declaration =>
          declaration
            .getSourceFile()
            .fileName.includes('/@connectrpc/connect/'),
        );
        if (
          name === 'ServiceCall.change' ||
          name === 'ServiceCall.client' ||
          isClient
        ) {
          found.push({
            node: inner,
            about: 'retry loop',
            message: `${inner.expression
              .getText()
              .slice(0, 60)} is repeated by hand, whether or not that is safe.`,
          });
          break;
        }
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'API-36',
  title: 'Only AmeideClient repeats a call, where that is safe',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§6'], standards: ['OWASP API Security 2023 API4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A change that is repeated without an idempotency key is done twice; loops without a bound turn one failure into a flood.',
  remediation:
    'Call once: AmeideClient repeats what has no side effects or carries a client_request_id.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...packageUses(
        program,
        RETRY_PACKAGES,
        what => `${what} repeats calls, whether or not that is safe.`,
      ),
      ...loops(program),
    ]),
});
