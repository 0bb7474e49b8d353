import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { createRouterTransport } from '@connectrpc/connect';
import { describe, expect, it } from '@jest/globals';

import {
  type Proposal,
  ProposalSchema,
  ProposalService,
  ProposalState,
  type ProposeRequest,
} from '../proto/ameide/proposals/v1/proposal_pb.js';
import { proposalDigest, sha256 } from './proposal-digest.js';
import { createProposalClient } from './proposal-sink.js';

const NOW = Date.UTC(2026, 5, 1);
const cancel = {
  operation: 'ameide.orders.v1.OrdersService/CancelOrder',
  payload: { id: 'o-1' },
  rationale: 'The customer asked for it.',
  input: 'Please cancel o-1.',
};

/** A server that records what it is sent, but for what is changed. */
function server(changes: Partial<Proposal> = {}) {
  const requests: ProposeRequest[] = [];
  const transport = createRouterTransport(router => {
    router.service(ProposalService, {
      propose(request) {
        requests.push(request);
        const {
          operation,
          payloadJson,
          payloadDigest,
          inputDigest,
          expiresAt,
        } = request;
        const proposal = create(ProposalSchema, {
          id: 'p-1',
          agentId: 'order-helper',
          agentVersion: '1.0.0',
          sponsorId: 'jane',
          ownerId: 'group:orders',
          operation,
          payloadJson,
          payloadDigest,
          inputDigest,
          state: ProposalState.PENDING,
          ...(expiresAt && { expiresAt }),
        });
        return {
          proposal: {
            ...proposal,
            digest: proposalDigest(proposal),
            ...changes,
          },
        };
      },
    });
  });
  const sink = createProposalClient({
    transport,
    instanceId: '0b0e8a0e-6c5f-4f0c-9d8f-3c2f6a1f5d11',
    invocationId: 'invocation-1',
    lifetimeMs: 60_000,
    clock: () => NOW,
  });
  return { sink, requests };
}

describe('the proposal sink', () => {
  it('sends the operation with the digest of its payload, and neither tenant nor agent', async () => {
    const { sink, requests } = server();
    const receipt = await sink.propose(cancel);
    expect(receipt).toEqual({
      proposalId: 'p-1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      expiresAt: NOW + 60_000,
    });
    const [request] = requests as [ProposeRequest];
    expect(request).toMatchObject({
      operation: cancel.operation,
      payloadJson: '{"id":"o-1"}',
      payloadDigest: sha256('{"id":"o-1"}'),
      inputDigest: sha256(cancel.input),
      expiresAt: timestampFromMs(NOW + 60_000),
    });
    expect(request.context).toBeUndefined();
  });

  it('is the same proposal when it is sent again, and another for another payload', async () => {
    const { sink, requests } = server();
    await sink.propose(cancel);
    await sink.propose({ ...cancel, rationale: 'Said otherwise.' });
    await sink.propose({ ...cancel, payload: { id: 'o-2' } });
    const [first, second, third] = requests.map(
      ({ clientRequestId }) => clientRequestId,
    );
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('takes no context from a payload', async () => {
    const { sink, requests } = server();
    await expect(
      sink.propose({ ...cancel, payload: { context: { tenantId: 'globex' } } }),
    ).rejects.toThrow('payload.context');
    expect(requests).toEqual([]);
  });

  it.each<[string, Partial<Proposal>]>([
    ['operation', { operation: 'ameide.orders.v1.OrdersService/DropOrders' }],
    ['payload', { payloadDigest: sha256('{}') }],
    ['input', { inputDigest: sha256('') }],
    ['digest', { digest: sha256('something') }],
    ['state', { state: ProposalState.UNSPECIFIED }],
  ])('believes no server that has recorded another %s', async (_, changes) => {
    const { sink } = server(changes);
    await expect(sink.propose(cancel)).rejects.toThrow('another proposal');
  });
});

describe('the digest of a proposal', () => {
  const proposal = create(ProposalSchema, {
    id: 'p-1',
    operation: 'a/b',
    payloadDigest: sha256('{}'),
    expiresAt: timestampFromMs(NOW),
  });

  it('changes with everything that is decided, and with nothing that is only told', () => {
    const digest = proposalDigest(proposal);
    for (const name of [
      'id',
      'agentId',
      'agentVersion',
      'sponsorId',
      'ownerId',
      'operation',
      'payloadDigest',
      'inputDigest',
    ] as const) {
      expect(proposalDigest({ ...proposal, [name]: 'other' })).not.toBe(digest);
    }
    expect(
      proposalDigest({ ...proposal, expiresAt: timestampFromMs(NOW + 1) }),
    ).not.toBe(digest);
    expect(
      proposalDigest({
        ...proposal,
        rationale: 'other',
        state: ProposalState.APPROVED,
      }),
    ).toBe(digest);
  });
});
