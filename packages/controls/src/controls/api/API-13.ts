import type { JsonObject } from '@bufbuild/protobuf';
import { defineControl } from '../../control/control';
import { methodFindings } from './method-findings';

function isRequired(rules: JsonObject | undefined): boolean {
  if (rules === undefined || rules.ignore !== undefined) return false;
  const text = rules.string;
  return (
    rules.required === true ||
    (typeof text === 'object' &&
      text !== null &&
      !Array.isArray(text) &&
      (text.uuid === true ||
        text.tuuid === true ||
        text.ulid === true ||
        Number(text.minLen ?? 0) >= 8 ||
        Number(text.len ?? 0) >= 8))
  );
}

export default defineControl({
  id: 'API-13',
  title: 'A change that is sent twice is made once',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Clients repeat what they got no answer to; without a key of the caller the second try orders, pays or invites once more.',
  remediation:
    'Give the request of each method with mutation: true a client_request_id with string.uuid.',
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(
      contracts,
      ({ audit, input, clientStreaming, idempotency }) => {
        if (audit?.mutation !== true || clientStreaming) return undefined;
        // To do it twice is declared to be the same as once.
        if (idempotency === 'idempotent') return undefined;
        const key = contracts.messages
          .get(input)
          ?.fields.find(({ name }) => name === 'client_request_id');
        if (key === undefined)
          return 'changes something, and has no client_request_id';
        return isRequired(key.rules)
          ? undefined
          : 'takes a client_request_id that may be empty';
      },
    ),
});
