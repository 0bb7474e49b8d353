import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { sdkTypeName } from '../../facts/program/symbols';
import { bare, nodesOf } from '../../facts/program/walk';

const TENANT_HEADER = /^(x-)?([\w]+-)*(tenant|organi[sz]ation|org)(-?id)?$/i;
const IDENTITY = new Set(['tenantId', 'organizationId', 'roles', 'subject']);
/** Types of the SDK by which it is said for whom something is done. */
const ACTING = new Set([
  'Identity',
  'ServiceTokenSubject',
  'RequestContext',
  'EventEnvelope',
]);

function believed(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  return runtimeFiles(program).flatMap(({ source }) => {
    const found: CodeFinding[] = [];
    for (const node of nodesOf(source)) {
      if (
        ts.isCallExpression(node) &&
        /^(Object\.(assign|defineProperty|defineProperties)|Reflect\.(set|defineProperty))$/.test(
          node.expression.getText(),
        )
      ) {
        const [target] = node.arguments;
        const owner =
          target && sdkTypeName(checker.getTypeAtLocation(bare(target)));
        if (owner !== undefined && ACTING.has(owner)) {
          found.push({
            node,
            about: `${owner} overwritten`,
            message: `${target?.getText()} is overwritten.`,
          });
        }
      } else if (
        ts.isCallExpression(node) &&
        ts.isPropertyAccessExpression(node.expression) &&
        /^(get|header|has|getHeader|set|append)$/.test(
          node.expression.name.text,
        )
      ) {
        const [first] = node.arguments;
        const name = first && constantText(checker, first);
        if (
          name !== undefined &&
          name.includes('-') &&
          TENANT_HEADER.test(name)
        ) {
          found.push({
            node,
            about: `header ${name}`,
            message: `The header ${name} says for whom something is done; anybody can send it.`,
          });
        }
      } else if (
        ts.isElementAccessExpression(node) &&
        TENANT_HEADER.test(
          constantText(checker, node.argumentExpression) ?? '',
        ) &&
        (constantText(checker, node.argumentExpression) ?? '').includes('-')
      ) {
        found.push({
          node,
          about: 'header',
          message: `${node
            .getText()
            .slice(
              0,
              60,
            )} says for whom something is done; anybody can send it.`,
        });
      } else if (ts.isObjectLiteralExpression(node)) {
        const wanted = checker.getContextualType(node);
        const name = wanted && sdkTypeName(wanted);
        const property = node.properties.find(one =>
          IDENTITY.has(one.name?.getText() ?? ''),
        );
        if (name !== undefined && ACTING.has(name) && property !== undefined) {
          found.push({
            node: property,
            about: `${name} by hand`,
            message: `A ${name} is made by hand; only the chain makes one, from the verified token.`,
          });
        }
      } else if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
        ts.isPropertyAccessExpression(node.left) &&
        IDENTITY.has(node.left.name.text)
      ) {
        const owner = sdkTypeName(
          checker.getTypeAtLocation(bare(node.left.expression)),
        );
        if (owner !== undefined && ACTING.has(owner)) {
          found.push({
            node,
            about: `${owner}.${node.left.name.text}`,
            message: `${node.left.getText()} is overwritten.`,
          });
        }
      } else if (
        ts.isPropertyAccessExpression(node) &&
        /^(requestHeader|rawHeaders)$/.test(node.name.text)
      ) {
        found.push({
          node,
          about: node.name.text,
          message: `${node.name.text} is read: a handler gets what is verified, and no headers.`,
        });
      }
    }
    return found;
  });
}

export default defineControl({
  id: 'API-33',
  title: 'Tenant, organisation and roles come from the verified token alone',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§4.1', '§4.2'],
    standards: ['OWASP API Security 2023 API1', 'OWASP ASVS 5.0 V8.4.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever writes another tenant into a header or a message works in that tenant when it is believed.',
  remediation:
    'Use call.identity; there is nothing to be read, made or overwritten.',
  needs: ['program'],
  evaluate: ({ program }) => codeFindings(program, believed(program)),
});
