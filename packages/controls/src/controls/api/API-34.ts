import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { bare, nodesOf } from '../../facts/program/walk';
import { CANONICAL_ROLES } from './roles';

const PARTIAL = new Set([
  'includes',
  'indexOf',
  'lastIndexOf',
  'startsWith',
  'endsWith',
  'match',
  'matchAll',
  'search',
]);

function isRole(text: string | undefined): boolean {
  return (
    text !== undefined && CANONICAL_ROLES.includes(text.trim().toLowerCase())
  );
}

function namesRole(pattern: ts.Node): boolean {
  return (
    ts.isRegularExpressionLiteral(pattern) &&
    CANONICAL_ROLES.some(
      role =>
        pattern.text.includes(role) &&
        !/^\/\^\(?.*\)?\$\/\w*$/.test(pattern.text),
    )
  );
}

function isOfText(type: ts.Type): boolean {
  const text = ts.TypeFlags.StringLike | ts.TypeFlags.Any;
  return (type.isUnion() ? type.types : [type]).some(
    part => (part.flags & text) !== 0,
  );
}

function comparedByPart(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (
        !ts.isCallExpression(node) ||
        !ts.isPropertyAccessExpression(node.expression)
      ) {
        continue;
      }
      const method = node.expression.name.text;
      const receiver = bare(node.expression.expression);
      const [argument] = node.arguments;
      if (argument === undefined) continue;
      const isText = isOfText(checker.getTypeAtLocation(receiver));
      const isPart =
        (PARTIAL.has(method) &&
          isText &&
          (isRole(constantText(checker, argument)) || namesRole(argument))) ||
        (/^(test|exec)$/.test(method) && namesRole(receiver));
      if (isPart) {
        found.push({
          node,
          about: `${method} of a role`,
          message: `${node
            .getText()
            .slice(
              0,
              80,
            )} holds for every text that a role's name is a part of.`,
        });
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'API-34',
  title: 'A role is compared as a whole',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§4.2'],
    standards: ['OWASP API Security 2023 API5', 'OWASP ASVS 5.0 V8.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale: 'A role like not-admin or admin-readonly contains admin.',
  remediation:
    'State roles in the contract; where a handler must look, ask whether the list of roles has the role.',
  needs: ['program'],
  evaluate: ({ program }) => codeFindings(program, comparedByPart(program)),
});
