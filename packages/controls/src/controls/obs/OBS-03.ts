import type ts from 'typescript';
import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { LOG_PACKAGES } from '../../facts/program/known-packages';
import { outputs } from '../../facts/program/outputs';
import { packageUses } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { servedFunctions } from '../../facts/program/served-functions';

function isServed(served: ReadonlySet<ts.Node>, node: ts.Node): boolean {
  for (let around = node; around !== undefined; around = around.parent) {
    if (served.has(around)) return true;
  }
  return false;
}

function printed(program: Program): readonly CodeFinding[] {
  const served = servedFunctions(program);
  return outputs(program)
    .filter(({ kind, call }) => kind === 'console' && isServed(served, call))
    .map(({ call, name }) => ({
      node: call,
      about: name,
      message: `${name} writes a line that belongs to no call, past redaction.`,
    }));
}

export default defineControl({
  id: 'OBS-03',
  title: "What serves calls logs by the call's own log",
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§8.2', '§9'],
    standards: ['OWASP ASVS 5.0 V16.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The call’s log carries trace, tenant and request, and redacts what the contract classifies; a print does neither.',
  remediation:
    'Use call.log; leave printing to what starts and stops the process.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...printed(program),
      ...packageUses(
        program,
        LOG_PACKAGES,
        what => `${what} logs past correlation and redaction.`,
      ),
    ]),
});
