import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import type { Program } from '../../facts/program/program';
import { servedFiles } from '../../facts/program/served-files';
import { isFunctionWithBody, symbolOf } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

/** The function that a node stands in. */
function functionAround(node: ts.Node): ts.Node {
  let around: ts.Node = node;
  while (around.parent !== undefined && !isFunctionWithBody(around)) {
    around = around.parent;
  }
  return around;
}

function refusals(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  return servedFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (!ts.isPropertyAccessExpression(node)) continue;
      if (node.name.text !== 'PermissionDenied') continue;
      const owner = symbolOf(checker, node.expression);
      if (
        owner !== undefined &&
        owner.declarations?.some(
          declaration =>
            !declaration
              .getSourceFile()
              .fileName.includes('/@connectrpc/connect/'),
        )
      ) {
        continue;
      }
      for (const before of nodesOf(functionAround(node))) {
        if (before.pos >= node.pos) break;
        if (ts.isAwaitExpression(before) && before.end < node.pos) {
          found.push({
            node,
            about: 'PermissionDenied',
            message:
              'PermissionDenied after a read tells that something is there to whoever may not see it.',
          });
          break;
        }
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'API-35',
  title: 'What a caller may not see is not there',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§5.1', '§6'],
    standards: ['OWASP API Security 2023 API1', 'OWASP ASVS 5.0 V8.2.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A refusal that comes after the read, and differs from NotFound, tells others’ ids, one guess at a time.',
  remediation:
    'State who may call a method in its contract; answer NotFound for what the caller does not own.',
  needs: ['program'],
  evaluate: ({ program }) => codeFindings(program, refusals(program)),
});
