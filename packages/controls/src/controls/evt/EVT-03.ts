import ts from 'typescript';
import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';
import { classifiedData } from '../../facts/program/classified-data';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { runtimeFiles } from '../../facts/program/package-uses';
import { sdkNameAt } from '../../facts/program/symbols';
import { valueSources } from '../../facts/program/value-sources';
import { nodesOf } from '../../facts/program/walk';
import { eventMessages, withParts } from './event-messages';

export default defineControl({
  id: 'EVT-03',
  title: 'Events carry no classified field',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§5.1', '§3.1'],
    standards: ['OWASP API Security 2023 API3', 'OWASP ASVS 5.0 V14.2.6'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An event goes to services that nobody has asked yet, and is kept: what stands in it has left the domain for good.',
  remediation:
    'Leave confidential and personal fields out of events; who may see them reads them by a method.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => {
    const events = eventMessages(program, contracts);
    if (events.length === 0) {
      return { notApplicable: 'No event is declared or emitted.' };
    }
    const inContract = new Map<string, Finding>();
    for (const event of events) {
      for (const message of withParts(contracts, event)) {
        for (const field of message.fields) {
          if (!['confidential', 'personal'].includes(field.classification)) {
            continue;
          }
          const name = `${message.name.slice(
            message.name.lastIndexOf('.') + 1,
          )}.${field.name}`;
          inContract.set(name, {
            file: field.file,
            line: field.line,
            message: `${name} is ${field.classification}, and leaves with an event.`,
            subject: name,
          });
        }
      }
    }
    const data = classifiedData(program, contracts);
    const inCode: CodeFinding[] = [];
    for (const { source } of runtimeFiles(program)) {
      for (const node of nodesOf(source)) {
        if (
          !ts.isCallExpression(node) ||
          sdkNameAt(program.checker, node.expression) !==
            'ChangeTransaction.emit'
        ) {
          continue;
        }
        const [, payload] = node.arguments;
        for (const given of payload ? valueSources(program, payload) : []) {
          // What is no field of the event does not compile, or is dropped.
          const properties = ts.isObjectLiteralExpression(given)
            ? given.properties.filter(ts.isPropertyAssignment)
            : [];
          for (const property of properties) {
            const value = data.in(property.initializer);
            if (value?.kind === 'field') {
              inCode.push({
                node: property,
                about: `${property.name.getText()} ${value.name}`,
                message: `${property.name.getText()} of an event takes ${
                  value.name
                }, which is classified.`,
              });
            }
          }
        }
      }
    }
    return [...inContract.values(), ...codeFindings(program, inCode)];
  },
});
