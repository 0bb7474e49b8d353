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
import { propertyValue } from '../../facts/program/value-sources';
import { nodesOf } from '../../facts/program/walk';

const SERVICE = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function declared(program: Program): readonly ts.ObjectLiteralExpression[] {
  return runtimeFiles(program).flatMap(({ source }) =>
    [...nodesOf(source)].filter((node): node is ts.ObjectLiteralExpression => {
      if (
        !ts.isObjectLiteralExpression(node) ||
        !node.properties.some(one => one.name?.getText() === 'handle')
      ) {
        return false;
      }
      const wanted = program.checker.getContextualType(node);
      return wanted !== undefined && sdkTypeName(wanted) === 'Subscription';
    }),
  );
}

export default defineControl({
  id: 'EVT-02',
  title: 'A subscription names the one service that its events come from',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.1', '§2.3'],
    standards: ['OWASP API Security 2023 API10', 'OWASP ASVS 5.0 V2.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The tenant of an event is believed because its source was authenticated. A producer that is computed, or anybody, lets every service write as any tenant.',
  remediation: "Write the producer's name as a constant.",
  needs: ['program'],
  evaluate: ({ program }) => {
    const subscriptions = declared(program);
    if (subscriptions.length === 0) {
      return { notApplicable: 'No events of other services are received.' };
    }
    return codeFindings(
      program,
      subscriptions.flatMap((subscription): readonly CodeFinding[] => {
        const value = propertyValue(program, subscription, 'producer');
        const name = value && constantText(program.checker, value);
        return name !== undefined && SERVICE.test(name)
          ? []
          : [
              {
                node: value ?? subscription,
                about: 'producer',
                message:
                  name === undefined
                    ? 'Which service may send this event, only a run tells.'
                    : `"${name}" is no service.`,
              },
            ];
      }),
    );
  },
});
