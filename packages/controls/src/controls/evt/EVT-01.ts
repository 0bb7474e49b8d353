import { defineControl } from '../../control/control';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { BROKER_PACKAGES } from '../../facts/program/known-packages';
import { packageUses, runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { referencesOf } from '../../facts/program/references';

/** What the SDK itself makes and sends. */
const OF_SDK = [
  'EventEnvelopeSchema',
  'EventService',
  'AuditService',
  'GraphService',
];

function byHand(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(file =>
    referencesOf(program, file, OF_SDK).map(node => ({
      node,
      about: node.text,
      message: `${node.text} is used by hand: what is sent so belongs to no change, and says of itself where it comes from.`,
    })),
  );
}

export default defineControl({
  id: 'EVT-01',
  title: 'Events are sent and received by the SDK alone',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§2.3', '§2.4'],
    standards: ['OWASP ASVS 5.0 V2.3.3', 'OWASP API Security 2023 API10'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A broker of one’s own carries events without envelope, tenant and proof of their source, and tells of changes that were rolled back.',
  remediation:
    'Emit by tx.emit in a change; receive by subscriptions in defineService.',
  needs: ['program'],
  evaluate: ({ program }) =>
    codeFindings(program, [
      ...packageUses(
        program,
        BROKER_PACKAGES,
        what => `${what} carries events past the outbox.`,
      ),
      ...byHand(program),
    ]),
});
