import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { isFunctionWithBody, sdkTypeName } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';

/** Functions that take one request from a bucket. */
function takers(program: Program): readonly ts.FunctionLikeDeclaration[] {
  const { checker } = program;
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: ts.FunctionLikeDeclaration[] = [];
    for (const node of nodesOf(source)) {
      const isStore =
        (ts.isObjectLiteralExpression(node) &&
          sdkTypeName(
            checker.getContextualType(node) ?? checker.getTypeAtLocation(node),
          ) === 'RateLimitStore') ||
        (ts.isClassLike(node) &&
          node.heritageClauses?.some(({ types }) =>
            types.some(
              type =>
                sdkTypeName(checker.getTypeAtLocation(type)) ===
                'RateLimitStore',
            ),
          ) === true);
      if (!isStore) continue;
      ts.forEachChild(node, member => {
        if (
          !ts.isPropertyAssignment(member) &&
          !ts.isMethodDeclaration(member)
        ) {
          return;
        }
        const value = ts.isPropertyAssignment(member)
          ? member.initializer
          : member;
        if (member.name.getText() === 'take' && isFunctionWithBody(value)) {
          found.push(value);
        }
      });
    }
    return found;
  });
}

function looksAtKey(
  program: Program,
  taker: ts.FunctionLikeDeclaration,
): boolean {
  const [key] = taker.parameters;
  if (key === undefined || taker.body === undefined) return false;
  if (!ts.isIdentifier(key.name)) return false;
  const symbol = program.checker.getSymbolAtLocation(key.name);
  for (const node of nodesOf(taker.body)) {
    if (
      ts.isIdentifier(node) &&
      program.checker.getSymbolAtLocation(node) === symbol
    ) {
      return true;
    }
  }
  return false;
}

export default defineControl({
  id: 'API-37',
  title: 'A rate limit is kept for each key, and none is waved through',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§6'], standards: ['OWASP API Security 2023 API4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A store that does not look at the key has one bucket for everybody, or none: one tenant locks all others out, or nobody is ever limited.',
  remediation:
    'Leave rateLimits out, or keep a bucket for each key that take is given.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(
      program,
      takers(program).flatMap((taker): readonly CodeFinding[] =>
        looksAtKey(program, taker)
          ? []
          : [
              {
                node: taker,
                about: 'take',
                message: 'Requests are counted without looking whose they are.',
              },
            ],
      ),
    ),
});
