import {
  type AgentDefinition,
  effectivePermission,
  type Permitted,
} from '../agent-policy/index.js';
import { isToolName } from '../agent-policy/names.js';
import type { AgentTool } from './agent-tool.js';
import type { Budget, BudgetCode } from './budget.js';
import type {
  CallAudit,
  CallIdentity,
  CallLog,
  CallOutcome,
} from './call-record.js';
import type { ToolGuardLimits } from './limits.js';
import { fetchFacts, type PermissionSource } from './permission-source.js';
import type { ProposalSink } from './proposal-sink.js';
import { readArguments } from './read-arguments.js';
import { settle, type Settled } from './settle.js';
import type { RefusalReason, ToolResult } from './tool-result.js';
import { untrustedResult } from './untrusted-result.js';
import { withinTime } from './within-time.js';

/** One call, and all that it is decided with. */
export interface CallParts {
  readonly definition: AgentDefinition;
  /** Undefined: the guard has none of this name. */
  readonly tool: AgentTool | undefined;
  /** As the model wrote it. */
  readonly name: string;
  readonly callId: string;
  readonly identity: CallIdentity;
  readonly source: PermissionSource;
  readonly audit: CallAudit;
  readonly log: CallLog | undefined;
  readonly proposals: ProposalSink | undefined;
  readonly budget: Budget;
  readonly limits: ToolGuardLimits;
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

const BUDGET_MESSAGES: Record<BudgetCode, string> = {
  BUDGET_CALLS: 'the agent has used up its calls of tools.',
  BUDGET_TOKENS: 'the agent has used up its tokens.',
  BUDGET_WALL_TIME: 'the agent has used up its time.',
  BUDGET_REPEATS:
    'the same call was made before with the same arguments; its result will not change.',
};

/** Carries one call through all checks, in this order, and leaves a trace whatever comes of it. */
export class GuardedCall {
  readonly #startedAt = performance.now();
  #argumentCharacters = 0;

  constructor(private readonly parts: CallParts) {}

  /** A call that the agent library did not let through: counted and audited like any other. */
  async reject(): Promise<ToolResult> {
    const exhausted = this.parts.budget.takeCall();
    return this.#refuse([
      ...(exhausted ? [budgetReason(exhausted)] : []),
      {
        code: 'REJECTED_BY_LIBRARY',
        message: 'there is no such tool, or it does not take these arguments.',
      },
    ]);
  }

  /** Never throws; what goes wrong in here is a refusal. */
  async run(given: unknown): Promise<ToolResult> {
    try {
      return await this.#run(given);
    } catch {
      return this.#refuse([
        {
          code: 'EVALUATION_FAILED',
          message: 'the call could not be evaluated.',
        },
      ]);
    }
  }

  async #run(given: unknown): Promise<ToolResult> {
    const { parts } = this;
    const { tool } = parts;
    const exhausted = parts.budget.takeCall();
    if (exhausted) return this.#refuse([budgetReason(exhausted)]);
    if (parts.signal.aborted) return this.#refuse([ABORTED]);
    if (tool === undefined) {
      return this.#refuse([
        {
          code: 'TOOL_UNKNOWN',
          message: 'there is no tool of exactly this name.',
        },
      ]);
    }

    const read = readArguments(tool, given, {
      identity: parts.identity,
      maxCharacters: parts.limits.maxArgumentCharacters,
    });
    this.#argumentCharacters = read.characters;
    if ('reasons' in read) return this.#refuse(read.reasons);
    const repeated = parts.budget.takeRepeat(tool.name, read.arguments);
    if (repeated) return this.#refuse([budgetReason(repeated)]);

    const permission = await this.#permission(read.arguments);
    if ('reasons' in permission) return this.#refuse(permission.reasons);
    if (
      permission.obligations.some(
        obligation =>
          obligation.kind === 'through-wrapper' &&
          obligation.serviceId !== tool.wrapperServiceId,
      )
    ) {
      return this.#refuse([
        {
          code: 'WRAPPER_NOT_USED',
          message: 'the tool does not go through its declared wrapper.',
        },
      ]);
    }
    // Between the decision and the call, time passes.
    if (parts.signal.aborted) return this.#refuse([ABORTED]);
    try {
      await this.#record('permitted', [], permission.grantId);
    } catch {
      return this.#refuse([
        { code: 'AUDIT_UNAVAILABLE', message: 'the call cannot be audited.' },
      ]);
    }
    return this.#execute(tool, read.arguments, permission);
  }

  async #permission(
    given: unknown,
  ): Promise<Permitted | { readonly reasons: readonly RefusalReason[] }> {
    const { parts } = this;
    const { definition, identity } = parts;
    try {
      const facts = await fetchFacts(parts.source, {
        agentId: definition.id,
        sponsorId: definition.sponsor,
        tool: parts.name,
        timeoutMs: parts.limits.sourceTimeoutMs,
      });
      const permission = effectivePermission({
        agent: definition,
        grants: facts.grants,
        sponsor: facts.sponsor,
        // One that is gone must not count as one that was never asked for.
        instance: facts.instance ?? (null as never),
        tool: parts.name,
        request: {
          tenantId: identity.tenantId,
          organizationId: identity.organizationId,
          userId: identity.userId,
          arguments: given,
          now: parts.clock(),
        },
      });
      return permission.allowed ? permission : { reasons: permission.reasons };
    } catch {
      return {
        reasons: [
          {
            code: 'PERMISSION_UNAVAILABLE',
            message:
              'it cannot be found out at the moment whether the agent may do this.',
          },
        ],
      };
    }
  }

  async #execute(
    tool: AgentTool,
    given: unknown,
    permission: Permitted,
  ): Promise<ToolResult> {
    const { parts } = this;
    const { tenantId, organizationId, userId, requestId } = parts.identity;
    const late = AbortSignal.timeout(
      Math.max(
        1,
        Math.ceil(Math.min(parts.limits.toolTimeoutMs, parts.budget.leftMs())),
      ),
    );
    const signal = AbortSignal.any([parts.signal, late]);
    const done = await settle(signal, () =>
      tool.execute(given, {
        id: parts.callId,
        tenantId,
        organizationId,
        userId,
        requestId,
        signal,
        obligations: permission.obligations,
        proposals:
          permission.capabilityClass === 'read' ? undefined : parts.proposals,
      }),
    );
    const result = this.#resultOf(tool, done);
    const succeeded = result.outcome === 'succeeded';
    // The call was audited as permitted; that it ended cannot undo it.
    try {
      await this.#record(
        result.outcome,
        result.outcome === 'failed' ? [result.code] : [],
        permission.grantId,
        succeeded ? result.result.content.length : undefined,
      );
    } catch {
      parts.log?.warn('the end of a tool call could not be audited', {
        call_id: parts.callId,
      });
    }
    return result;
  }

  #resultOf(
    tool: AgentTool,
    done: Settled,
  ): Exclude<ToolResult, { outcome: 'refused' }> {
    if (done.state === 'aborted') {
      return {
        outcome: 'failed',
        code: 'TOOL_TIMEOUT',
        message: 'the tool did not answer in time.',
      };
    }
    if (done.state === 'failed') {
      return {
        outcome: 'failed',
        code: 'TOOL_FAILED',
        message: 'the tool failed.',
      };
    }
    try {
      return {
        outcome: 'succeeded',
        result: untrustedResult(
          tool.name,
          done.value,
          this.parts.limits.maxResultCharacters,
        ),
      };
    } catch {
      return {
        outcome: 'failed',
        code: 'RESULT_UNREADABLE',
        message: 'the tool gave back what is no data.',
      };
    }
  }

  async #refuse(reasons: readonly RefusalReason[]): Promise<ToolResult> {
    try {
      await this.#record(
        'refused',
        reasons.map(({ code }) => code),
        undefined,
      );
    } catch {
      this.parts.log?.warn('a refused tool call could not be audited', {
        call_id: this.parts.callId,
      });
    }
    return {
      outcome: 'refused',
      reasons: reasons.map(({ code, message }) => ({ code, message })),
    };
  }

  async #record(
    outcome: CallOutcome,
    codes: readonly string[],
    grantId: string | undefined,
    resultCharacters?: number,
  ): Promise<void> {
    const { parts } = this;
    const { tenantId, organizationId, userId, requestId, invocationId } =
      parts.identity;
    // The name is the model's; only what can be one is repeated.
    const tool = isToolName(parts.name) ? parts.name : '[no name]';
    const durationMs =
      Math.round((performance.now() - this.#startedAt) * 1_000) / 1_000;
    parts.log?.[
      outcome === 'refused' || outcome === 'failed' ? 'warn' : 'info'
    ](`tool call ${outcome}`, {
      call_id: parts.callId,
      tool,
      codes,
      duration_ms: durationMs,
    });
    const recorded = parts.audit.record({
      tenantId,
      organizationId,
      userId,
      requestId,
      invocationId,
      callId: parts.callId,
      at: parts.clock(),
      agentId: parts.definition.id,
      agentVersion: parts.definition.version,
      tool,
      capabilityClass: parts.tool?.capabilityClass,
      outcome,
      codes: [...new Set(codes)],
      grantId,
      durationMs,
      argumentCharacters: this.#argumentCharacters,
      resultCharacters,
    });
    // The usual sink takes an entry at once, and waits for nothing.
    if (recorded !== undefined) {
      await withinTime(parts.limits.sourceTimeoutMs, recorded);
    }
  }
}

const ABORTED: RefusalReason = {
  code: 'ABORTED',
  message: 'the work of the agent was ended.',
};

function budgetReason(code: BudgetCode): RefusalReason {
  return { code, message: BUDGET_MESSAGES[code] };
}
