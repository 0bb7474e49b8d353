import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { createClient, type Transport } from '@connectrpc/connect';

import {
  type Proposal,
  ProposalService,
  ProposalState,
} from '../proto/ameide/proposals/v1/proposal_pb.js';
import { proposalDigest, sha256 } from './proposal-digest.js';

/** An operation that an agent would like to see carried out. */
export interface NewProposal {
  /** Full name of the method: `ameide.orders.v1.OrdersService/CancelOrder`. */
  readonly operation: string;
  /** Its request message as JSON data, without a context. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Why, in the agent's words. */
  readonly rationale: string;
  /** Text that the agent was given to work on; only its digest is sent. */
  readonly input: string;
}

/** What was recorded. Nothing else has changed. */
export interface ProposalReceipt {
  readonly proposalId: string;
  /** What a decision will be bound to. */
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The only way for an agent to get anything stored. */
export interface ProposalSink {
  /** Records a proposal; the same one again gives the same receipt. */
  propose(
    proposal: NewProposal,
    options?: { readonly signal?: AbortSignal },
  ): Promise<ProposalReceipt>;
}

/** What the client is made of. */
export interface ProposalClientOptions {
  /** To the gateway, with the service's own token. */
  readonly transport: Transport;
  readonly instanceId: string;
  readonly invocationId: string;
  /** How long a decision may take, in milliseconds. Default 7 days; the server may shorten it. */
  readonly lifetimeMs?: number;
  /** Milliseconds since 1970; default the system's. */
  readonly clock?: () => number;
}

const WEEK = 7 * 86_400_000;

/**
 * A sink that speaks `ameide.proposals.v1`. Tenant, organisation, agent, sponsor
 * and owner are the server's to know; nothing of the proposal can name them.
 *
 * Its `propose` throws ConnectError as the server does, and Error when the server
 * has recorded something else than what was proposed.
 */
export function createProposalClient(
  options: ProposalClientOptions,
): ProposalSink {
  const client = createClient(ProposalService, options.transport);
  const clock = options.clock ?? (() => Date.now());
  return {
    async propose(proposal, { signal } = {}) {
      if (Object.hasOwn(proposal.payload, 'context')) {
        throw new Error(
          'payload.context: for whom an operation is carried out comes from the token; leave it out.',
        );
      }
      const payloadJson = JSON.stringify(proposal.payload);
      const sent = {
        operation: proposal.operation,
        payloadDigest: sha256(payloadJson),
        inputDigest: sha256(proposal.input),
      };
      const { proposal: recorded } = await client.propose(
        {
          ...sent,
          // A repeated call, by a retry or by a model, is the same proposal.
          clientRequestId: sha256(
            JSON.stringify([options.invocationId, ...Object.values(sent)]),
          ),
          instanceId: options.instanceId,
          payloadJson,
          rationale: proposal.rationale,
          expiresAt: timestampFromMs(clock() + (options.lifetimeMs ?? WEEK)),
        },
        signal ? { signal } : {},
      );
      return receiptOf(recorded, sent);
    },
  };
}

function receiptOf(
  recorded: Proposal | undefined,
  sent: Pick<Proposal, 'operation' | 'payloadDigest' | 'inputDigest'>,
): ProposalReceipt {
  if (
    recorded?.expiresAt === undefined ||
    recorded.state === ProposalState.UNSPECIFIED ||
    recorded.operation !== sent.operation ||
    recorded.payloadDigest !== sent.payloadDigest ||
    recorded.inputDigest !== sent.inputDigest ||
    recorded.digest !== proposalDigest(recorded)
  ) {
    throw new Error('the server has recorded another proposal than was sent.');
  }
  return {
    proposalId: recorded.id,
    digest: recorded.digest,
    expiresAt: Number(recorded.expiresAt.seconds) * 1_000,
  };
}
