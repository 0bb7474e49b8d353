import type { AgentFacts } from './agent-facts.js';
import { isAgentId } from './names.js';
import { own } from './own-data.js';
import { type Reason, reason } from './reason.js';
import { type Limits, limitReasons } from './tool-reasons.js';

/** The scope and tier of an instance. */
export function instanceLimits(instance: unknown): Limits {
  return { scope: own(instance, 'scope'), riskTier: own(instance, 'riskTier') };
}

/** What in an instance speaks against whatever it may want to do. */
export function instanceReasons(
  instance: unknown,
  agent: AgentFacts,
): Reason[] {
  const reasons: Reason[] = [];
  if (!isAgentId(own(instance, 'id'))) {
    reasons.push(
      reason('INSTANCE_INVALID', 'instance.id', 'the instance has no id.'),
    );
  }
  if (
    own(instance, 'agentId') !== agent.id ||
    own(instance, 'agentVersion') !== agent.version
  ) {
    reasons.push(
      reason(
        'INSTANCE_OF_OTHER_AGENT',
        'instance.agentVersion',
        'the instance is of another agent, or of another version.',
      ),
    );
  }
  if (own(instance, 'state') !== 'ACTIVE') {
    reasons.push(
      reason(
        'INSTANCE_NOT_ACTIVE',
        'instance.state',
        'the instance is suspended, retired, or of unknown state.',
      ),
    );
  }
  return [...reasons, ...limitReasons(instanceLimits(instance), 'instance')];
}

/** Whether an instance works for the tenant and organisation; undefined: whichever of the tenant. */
export function instancePlaceReasons(
  instance: unknown,
  tenantId: unknown,
  organizationId: unknown,
): Reason[] {
  return own(instance, 'tenantId') === tenantId &&
    (organizationId === undefined ||
      own(instance, 'organizationId') === organizationId)
    ? []
    : [
        reason(
          'INSTANCE_OF_OTHER_TENANT',
          'instance.tenantId',
          'the instance works for another tenant or organisation.',
        ),
      ];
}
