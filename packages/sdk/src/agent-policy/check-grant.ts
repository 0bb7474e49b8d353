import { agentFacts } from './agent-facts.js';
import { type Problem, tenantProblems } from './check-definition.js';
import { grantShapeReasons } from './grant-reasons.js';
import { isAgentId } from './names.js';
import { own, ownList } from './own-data.js';
import { declaredTool, toolReasons } from './tool-reasons.js';

/**
 * Everything that is wrong with a grant, at the moment of granting: what would
 * make it permit nothing later is said now. Never throws.
 *
 * @param grant a `ToolGrant`, or whatever somebody sent as one.
 * @param definition the agent that it is for.
 */
export function checkGrant(
  grant: unknown,
  definition: unknown,
): readonly Problem[] {
  try {
    return problemsOf(grant, definition);
  } catch {
    return [
      {
        code: 'EVALUATION_FAILED',
        path: '',
        message: 'the grant could not be read.',
      },
    ];
  }
}

function problemsOf(grant: unknown, definition: unknown): Problem[] {
  const agent = agentFacts(definition);
  const name = own(grant, 'tool');
  const { tool, reasons } = declaredTool(agent, name);
  const problems: Problem[] = [
    ...grantShapeReasons(grant, 'grant').map(
      ({ code, path, message }): Problem => ({
        code,
        message,
        path: path.slice('grant.'.length),
      }),
    ),
    ...[...reasons, ...(tool ? toolReasons(agent, tool) : [])].map(
      ({ code, message }): Problem => ({ code, message, path: 'tool' }),
    ),
    ...tenantProblems(ownList(grant, 'tenants') ?? []),
  ];
  if (typeof name === 'string' && name.includes('*')) {
    problems.push({
      code: 'GRANT_WILDCARD',
      path: 'tool',
      message: 'there is no wildcard; grant each tool by its name.',
    });
  }
  const agentId = own(grant, 'agentId');
  if (!isAgentId(agentId) || agentId !== agent.id) {
    problems.push({
      code: 'GRANT_INVALID',
      path: 'agentId',
      message: 'the grant is for another agent.',
    });
  }
  if (own(grant, 'state') !== 'ACTIVE') {
    problems.push({
      code: 'GRANT_NOT_ACTIVE',
      path: 'state',
      message: 'a new grant is active.',
    });
  }
  if (tool && own(grant, 'capabilityClass') !== tool.capabilityClass) {
    problems.push({
      code: 'GRANT_CLASS_DIFFERS',
      path: 'capabilityClass',
      message: 'the tool is of another class; grant what it is.',
    });
  }
  for (const [index, tenant] of (ownList(grant, 'tenants') ?? []).entries()) {
    if (typeof tenant === 'string' && !agent.tenants.includes(tenant)) {
      problems.push({
        code: 'AGENT_TENANT_NOT_LISTED',
        path: `tenants[${index}]`,
        message: 'the agent does not list this tenant.',
      });
    }
  }
  return problems;
}
