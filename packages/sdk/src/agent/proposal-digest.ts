import { createHash } from 'node:crypto';

import type { Proposal } from '../proto/ameide/proposals/v1/proposal_pb.js';

/** SHA-256 of the UTF-8 bytes of a text, as the contracts write it. */
export function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;
}

/**
 * What a decision on a proposal is about, as `Proposal.digest` says: everything
 * that is decided, and nothing that is only told.
 */
export function proposalDigest(proposal: Proposal): string {
  const expiresAt = proposal.expiresAt;
  return sha256(
    JSON.stringify([
      'ameide.proposals.v1',
      proposal.id,
      proposal.agentId,
      proposal.agentVersion,
      proposal.sponsorId,
      proposal.ownerId,
      proposal.operation,
      proposal.payloadDigest,
      proposal.inputDigest,
      expiresAt === undefined
        ? ''
        : String(
            expiresAt.seconds * 1_000n +
              BigInt(Math.floor(expiresAt.nanos / 1_000_000)),
          ),
    ]),
  );
}
