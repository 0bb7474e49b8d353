import { type AgentFacts, agentFacts } from './agent-facts.js';
import { isForeignId, isToolName, lookOf } from './names.js';
import { own, ownList } from './own-data.js';
import type { ReasonCode } from './reason.js';
import { agentReasons, declaredTool, toolReasons } from './tool-reasons.js';

/** Codes of what only publishing asks for. */
export const PROBLEM_CODES = [
  'OWNER_MISSING',
  'SPONSOR_MISSING',
  'DEFAULT_UNSET',
  'MODEL_MISSING',
  'BUDGET_MISSING',
  'TENANTS_MISSING',
  'TENANT_INVALID',
  'TENANT_LISTED_TWICE',
  'TOOLS_UNREADABLE',
  'TOOL_NAME_AMBIGUOUS',
  'TEXT_INVALID',
] as const;

export type ProblemCode = (typeof PROBLEM_CODES)[number] | ReasonCode;

/** What keeps a definition from being published, or a grant from being given. */
export interface Problem {
  readonly code: ProblemCode;
  /** Of the field: `tools[2].wrapperServiceId`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

/** The most that each can be, as in the contract; a day, of time. */
const BUDGETS = {
  maxTokens: 100_000_000,
  maxCalls: 100_000,
  maxWallTimeMs: 86_400_000,
};
const MAX_DESCRIPTION = 4_000;

/**
 * Everything that is wrong with a definition, at publish time. A definition
 * without problems can use every tool that it declares once it has grants and a
 * sponsor; a tool with a problem is refused at every call too, because both come
 * from the same checks. Never throws.
 *
 * @param definition an `AgentDefinition`, or whatever somebody sent as one.
 */
export function checkDefinition(definition: unknown): readonly Problem[] {
  try {
    return problemsOf(definition);
  } catch {
    return [
      {
        code: 'EVALUATION_FAILED',
        path: '',
        message: 'the definition could not be read.',
      },
    ];
  }
}

function problemsOf(definition: unknown): Problem[] {
  const agent = agentFacts(definition);
  const problems: Problem[] = [];
  const add = (code: ProblemCode, path: string, message: string) =>
    problems.push({ code, path, message });

  for (const { code, path, message } of agentReasons(agent)) {
    add(code, path.replace(/^agent\./, ''), message);
  }
  if (!isForeignId(own(definition, 'owner'))) {
    add('OWNER_MISSING', 'owner', 'nobody keeps the agent; name its owner.');
  }
  if (agent.sponsor === undefined) {
    add(
      'SPONSOR_MISSING',
      'sponsor',
      'an agent without a sponsor may do nothing.',
    );
  }
  if (typeof agent.isDefault !== 'boolean') {
    add('DEFAULT_UNSET', 'isDefault', 'say whether it is a default agent.');
  }
  if (!isForeignId(own(definition, 'model'))) {
    add('MODEL_MISSING', 'model', 'name the model.');
  }
  const budgets = own(definition, 'budgets');
  for (const [name, most] of Object.entries(BUDGETS)) {
    const value = own(budgets, name);
    if (
      !Number.isSafeInteger(value) ||
      Number(value) < 1 ||
      Number(value) > most
    ) {
      add(
        'BUDGET_MISSING',
        `budgets.${name}`,
        `a budget is an integer from 1 to ${most}.`,
      );
    }
  }
  return [
    ...problems,
    ...tenantProblems(ownList(definition, 'tenants') ?? []),
    ...toolProblems(definition, agent),
  ];
}

/** Problems of an explicit list of tenants; for definitions and grants. */
export function tenantProblems(tenants: readonly unknown[]): Problem[] {
  if (tenants.length === 0) {
    return [
      {
        code: 'TENANTS_MISSING',
        path: 'tenants',
        message: 'list the tenants, one by one.',
      },
    ];
  }
  return tenants.flatMap((tenant, index): Problem[] => {
    const path = `tenants[${index}]`;
    if (!isForeignId(tenant)) {
      return [
        {
          code: 'TENANT_INVALID',
          path,
          message: 'this is no id of a tenant; there is no wildcard.',
        },
      ];
    }
    return tenants.indexOf(tenant) < index
      ? [
          {
            code: 'TENANT_LISTED_TWICE',
            path,
            message: 'the tenant is listed before.',
          },
        ]
      : [];
  });
}

function toolProblems(definition: unknown, agent: AgentFacts): Problem[] {
  const tools = ownList(definition, 'tools');
  if (tools === undefined) {
    return [
      {
        code: 'TOOLS_UNREADABLE',
        path: 'tools',
        message: 'the tools are not a list; an empty list means none.',
      },
    ];
  }
  const looks = new Map<string, number>();
  return agent.tools.flatMap((facts, index): Problem[] => {
    const at = `tools[${index}]`;
    const problems: Problem[] = [
      ...declaredTool(agent, facts.name).reasons,
      ...toolReasons(agent, facts),
    ].map(({ code, message, path }) => ({
      code,
      message,
      path: pathOf(path, at),
    }));
    if (isToolName(facts.name)) {
      const look = lookOf(facts.name);
      const before = looks.get(look);
      if (before === undefined) looks.set(look, index);
      else if (agent.tools[before]?.name !== facts.name) {
        problems.push({
          code: 'TOOL_NAME_AMBIGUOUS',
          path: `${at}.name`,
          message: `the name looks like that of tools[${before}].`,
        });
      }
    }
    const description = own(tools[index], 'description');
    if (
      typeof description !== 'string' ||
      description.length > MAX_DESCRIPTION ||
      /[^\P{C}\n\t]/u.test(description)
    ) {
      problems.push({
        code: 'TEXT_INVALID',
        path: `${at}.description`,
        message: `a model reads the description: up to ${MAX_DESCRIPTION} characters, none of them invisible.`,
      });
    }
    return problems;
  });
}

/** A reason is about a call; a problem is about a field of the definition. */
function pathOf(path: string, tool: string): string {
  if (path === 'tool') return `${tool}.name`;
  return path.startsWith('tool.')
    ? `${tool}.${path.slice('tool.'.length)}`
    : // The class of the tool does not fit what the agent is.
      `${tool}.capabilityClass`;
}
