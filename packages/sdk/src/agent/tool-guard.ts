import { randomUUID } from 'node:crypto';

import {
  type AgentBudgets,
  type AgentDefinition,
  checkDefinition,
} from '../agent-policy/index.js';
import type { AgentTool } from './agent-tool.js';
import { Budget, lowerBudgets } from './budget.js';
import type { CallAudit, CallIdentity, CallLog } from './call-record.js';
import { GuardedCall } from './guarded-call.js';
import { checkedLimits, type ToolGuardLimits } from './limits.js';
import type { PermissionSource } from './permission-source.js';
import type { ProposalSink } from './proposal-sink.js';
import type { ToolResult } from './tool-result.js';

/** What a guard is made of. */
export interface ToolGuardOptions {
  /** The published version. */
  readonly definition: AgentDefinition;
  readonly tools: readonly AgentTool[];
  readonly identity: CallIdentity;
  readonly source: PermissionSource;
  readonly audit: CallAudit;
  readonly log?: CallLog | undefined;
  /** Where tools that change something propose it. Without it, they have no way to. */
  readonly proposals?: ProposalSink | undefined;
  /** Can only lower the budgets of the definition. */
  readonly budgets?: Partial<AgentBudgets> | undefined;
  readonly limits?: Partial<ToolGuardLimits> | undefined;
  /** Ends the invocation when aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since 1970; default the system's. */
  readonly clock?: (() => number) | undefined;
}

/** A tool as an agent library is given it. */
export interface GuardedTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: AgentTool['inputSchema'];
  /** @param given whatever the model wrote as arguments. */
  execute(
    given: unknown,
    options?: { readonly callId?: string; readonly signal?: AbortSignal },
  ): Promise<ToolResult>;
}

/** Stands between an agent library and the tools, for one invocation. */
export interface ToolGuard {
  readonly tools: readonly GuardedTool[];
  /** A call by the name that a model wrote; also of a tool that there is not. */
  call(
    tool: string,
    given: unknown,
    options?: { readonly callId?: string; readonly signal?: AbortSignal },
  ): Promise<ToolResult>;
  /** To be called for each call that the agent library itself did not let through. */
  rejected(
    tool: string,
    options?: { readonly callId?: string },
  ): Promise<ToolResult>;
  /** To be called with what each call of the model used up. */
  spendTokens(count: number): void;
  /** Aborted when the invocation has to end: tokens or time are used up, or the caller went away. */
  readonly signal: AbortSignal;
  /** Gives the timer back; to be called when the invocation is over. */
  close(): void;
}

/**
 * Makes the guard of one invocation. Each call is counted, its arguments are
 * validated, and it is decided on with fresh facts by `effectivePermission`;
 * what cannot be fetched, read or audited is refused.
 *
 * @throws Error when the definition has problems, a tool is not what the
 *   definition declares, or a limit is none: such an agent must not start.
 */
export function createToolGuard(options: ToolGuardOptions): ToolGuard {
  // A copy: what is decided on cannot change while the agent is at work.
  const definition = structuredClone(options.definition);
  const tools = checkedTools(definition, options.tools);
  const limits = checkedLimits(options.limits ?? {});
  const clock = options.clock ?? (() => Date.now());
  const budgets = lowerBudgets(definition.budgets, options.budgets ?? {});
  const budget = new Budget({ ...budgets, maxRepeats: limits.maxRepeats }, () =>
    performance.now(),
  );
  const ended = new AbortController();
  const timer = setTimeout(() => ended.abort(), budgets.maxWallTimeMs);
  // A guard that was forgotten keeps no process alive.
  timer.unref();
  const signal = options.signal
    ? AbortSignal.any([options.signal, ended.signal])
    : ended.signal;

  const begin = (
    tool: string,
    made: { readonly callId?: string; readonly signal?: AbortSignal } = {},
  ) =>
    new GuardedCall({
      definition,
      tool: tools.get(tool),
      name: tool,
      callId: made.callId ?? randomUUID(),
      identity: options.identity,
      source: options.source,
      audit: options.audit,
      log: options.log,
      proposals: options.proposals,
      budget,
      limits,
      clock,
      signal: made.signal ? AbortSignal.any([signal, made.signal]) : signal,
    });
  const call: ToolGuard['call'] = (tool, given, made) =>
    begin(tool, made).run(given);

  return {
    tools: definition.tools
      .filter(({ name }) => tools.has(name))
      .map(({ name, description }) => ({
        name,
        description,
        inputSchema: tools.get(name)!.inputSchema,
        execute: (given, made) => call(name, given, made),
      })),
    call,
    rejected: (tool, made) => begin(tool, made).reject(),
    spendTokens(count) {
      if (budget.takeTokens(count) !== undefined) ended.abort();
    },
    signal,
    close() {
      clearTimeout(timer);
      ended.abort();
    },
  };
}

function checkedTools(
  definition: AgentDefinition,
  tools: readonly AgentTool[],
): ReadonlyMap<string, AgentTool> {
  const problems = checkDefinition(definition).map(
    ({ path, code, message }) => `${path}: ${code}: ${message}`,
  );
  const byName = new Map<string, AgentTool>();
  for (const tool of tools) {
    const declared = definition.tools.find(({ name }) => name === tool.name);
    if (declared === undefined) {
      problems.push(`tool ${tool.name}: the definition does not declare it.`);
    } else if (declared.capabilityClass !== tool.capabilityClass) {
      problems.push(
        `tool ${tool.name}: is ${tool.capabilityClass}, and declared as ${declared.capabilityClass}.`,
      );
    }
    if (byName.has(tool.name)) {
      problems.push(`tool ${tool.name}: is given twice.`);
    }
    byName.set(tool.name, tool);
  }
  if (problems.length > 0) {
    throw new Error(`The agent cannot start:\n${problems.join('\n')}`);
  }
  return byName;
}
