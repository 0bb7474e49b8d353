import ts from 'typescript';
import type { Contracts } from '../../facts/contracts/contracts';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { outputs } from '../../facts/program/outputs';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { sdkName, symbolOf } from '../../facts/program/symbols';
import { nodesOf } from '../../facts/program/walk';
import { classifiedOutputs } from './classified-outputs';

const PLACE =
  /^(tenant|organi[sz]ation|org|user|customer|account|subject|session|request|trace)(_?id)?$/i;
const IDENTIFIES = /^(Identity\.|ServiceCall\.(requestId|identity)$)/;

function isPlace(name: string): boolean {
  return PLACE.test(name.replaceAll('.', '_'));
}

function labels(program: Program): readonly CodeFinding[] {
  const { checker } = program;
  const found: CodeFinding[] = [];
  for (const { call, name } of outputs(program).filter(
    ({ kind }) => kind === 'metric',
  )) {
    for (const node of (call.arguments ?? []).flatMap(argument => [
      ...nodesOf(argument),
    ])) {
      if (!ts.isIdentifier(node)) continue;
      const sdk = sdkName(symbolOf(checker, node));
      if (
        (sdk !== undefined && IDENTIFIES.test(sdk)) ||
        (ts.isPropertyAssignment(node.parent) &&
          node.parent.name === node &&
          isPlace(node.text)) ||
        (ts.isShorthandPropertyAssignment(node.parent) && isPlace(node.text))
      ) {
        found.push({
          node: call,
          about: `${name} ${node.text}`,
          message: `${name} has ${node.text} for a label.`,
        });
        break;
      }
    }
  }
  for (const { source } of runtimeFiles(program)) {
    for (const node of nodesOf(source)) {
      if (
        !ts.isPropertyAssignment(node) ||
        !/^(labelNames|labels|attributeKeys)$/.test(node.name.getText()) ||
        !ts.isArrayLiteralExpression(node.initializer)
      ) {
        continue;
      }
      for (const element of node.initializer.elements) {
        const label = constantText(checker, element);
        if (label !== undefined && isPlace(label)) {
          found.push({
            node: element,
            about: `label ${label}`,
            message: `A metric has ${label} for a label.`,
          });
        }
      }
    }
  }
  return found;
}

function traced(
  program: Program,
  contracts: Contracts,
): readonly CodeFinding[] {
  return classifiedOutputs(program, contracts, {
    outputs: ['trace', 'metric'],
    holding: 'any',
    message: (output, value) =>
      `${output.name} writes ${value.name}, which is classified.`,
  });
}

export default defineControl({
  id: 'OBS-04',
  title: 'Traces and metrics tell nothing of persons and tenants',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§8.2', '§9'],
    standards: ['OWASP ASVS 5.0 V16.2.5'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Attributes of spans and labels of metrics are shown to everybody who watches the platform; a label for each tenant also grows without end.',
  remediation:
    'Leave values of fields out of attributes, and ids out of labels; trace and tenant stand in the log line of the call.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) =>
    codeFindings(program, [...traced(program, contracts), ...labels(program)]),
});
