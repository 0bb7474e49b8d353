import ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { callsOfSdk } from '../../facts/program/references';
import { sdkTypeName } from '../../facts/program/symbols';
import { valueSources } from '../../facts/program/value-sources';
import { nodesOf } from '../../facts/program/walk';

/** What an operator decides by the configuration, and no code may decide instead. */
const OPERATORS = new Set([
  'apiKeys',
  'audience',
  'auth',
  'clockToleranceSeconds',
  'cors',
  'database',
  'gateway',
  'issuers',
  'jwksUri',
  'limits',
  'listen',
  'management',
  'maxTokenLifetimeSeconds',
  'mesh',
  'serviceIssuer',
  'serviceTokens',
  'telemetry',
  'tenantSource',
  'tls',
]);

function isConfiguration(type: ts.Type): boolean {
  const name = sdkTypeName(type);
  return name === 'ServiceConfig' || name === 'ServiceConfigInput';
}

/** Objects that a configuration is, or is made of, in the arguments of `startService`. */
function givenObjects(program: Program): readonly ts.ObjectLiteralExpression[] {
  return callsOfSdk(program, 'startService').flatMap(
    ({ arguments: [, config] }) =>
      config === undefined
        ? []
        : valueSources(program, config).flatMap(source => {
            if (ts.isObjectLiteralExpression(source)) return [source];
            // Object.assign({}, config, { auth })
            return ts.isCallExpression(source)
              ? source.arguments.filter(ts.isObjectLiteralExpression)
              : [];
          }),
  );
}

function changes(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  const objects = new Set(givenObjects(program));
  const found: CodeFinding[] = [];
  for (const { source } of runtimeFiles(program)) {
    for (const node of nodesOf(source)) {
      if (
        ts.isObjectLiteralExpression(node) &&
        // Types are asked for only where it can matter.
        node.properties.some(one => OPERATORS.has(one.name?.getText() ?? ''))
      ) {
        const wanted = checker.getContextualType(node);
        if (wanted !== undefined && isConfiguration(wanted)) objects.add(node);
      } else if (
        ts.isBinaryExpression(node) &&
        node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
        node.operatorToken.kind <= ts.SyntaxKind.LastAssignment &&
        ts.isPropertyAccessExpression(node.left)
      ) {
        for (
          let owner: ts.Expression = node.left;
          ts.isPropertyAccessExpression(owner);
          owner = owner.expression
        ) {
          if (isConfiguration(checker.getTypeAtLocation(owner.expression))) {
            found.push({
              node,
              about: node.left.getText(),
              message: `${node.left.getText()} is set in code, over what the operator has configured.`,
            });
            break;
          }
        }
      }
    }
  }
  for (const {
    arguments: [, config],
  } of callsOfSdk(program, 'startService')) {
    for (const source of config ? valueSources(program, config) : []) {
      if (
        (checker.getTypeAtLocation(source).flags & ts.TypeFlags.Any) !== 0 &&
        !ts.isObjectLiteralExpression(source)
      ) {
        found.push({
          node: source,
          about: 'unchecked configuration',
          message: `${source
            .getText()
            .slice(0, 60)} is a configuration that nothing has checked.`,
        });
      }
    }
  }
  for (const object of objects) {
    for (const property of object.properties) {
      const name = property.name?.getText() ?? '';
      if (OPERATORS.has(name)) {
        found.push({
          node: property,
          about: `configuration ${name}`,
          message: `The part ${name} of the configuration is made in code, over what the operator has configured.`,
        });
      }
    }
  }
  return found;
}

export default defineControl({
  id: 'API-20',
  title:
    "The SDK starts the service, with the operator's configuration as it is",
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§6', '§8.2'],
    standards: ['OWASP ASVS 5.0 V8.2.1', 'OWASP API Security 2023 API2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Only startService puts the chain before every method. A service that is started otherwise, or with an audience or issuers of its own, lets in whom nobody has admitted.',
  remediation:
    'Call startService(definition, loadServiceConfig(process.env)) and leave the configuration to the deployment.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => {
    const starts = callsOfSdk(program, 'startService');
    if (starts.length === 0) {
      if (contracts.methods.length === 0) {
        return { notApplicable: 'It serves no method.' };
      }
      const [method] = contracts.methods;
      return [
        {
          message: `Nothing starts ${method?.service} by startService.`,
          subject: 'startService',
        },
      ];
    }
    return codeFindings(program, changes(program));
  },
});
