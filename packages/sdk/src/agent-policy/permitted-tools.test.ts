import { describe, expect, it } from '@jest/globals';

import {
  agent,
  grant,
  instance,
  NOW,
  sponsor,
  tool,
} from './fixtures/questions.js';
import { permittedTools, type ToolsQuestion } from './permitted-tools.js';

function seen(changes: Partial<ToolsQuestion>): Record<string, unknown> {
  const { permitted, refused } = permittedTools({
    agent: agent(),
    grants: [grant()],
    sponsor: sponsor(),
    now: NOW,
    ...changes,
  });
  return Object.fromEntries([
    ...permitted.map(one => [one.tool, one.tenants] as const),
    ...refused.map(
      one => [one.tool, one.reasons.map(({ code }) => code).join(' ')] as const,
    ),
  ]);
}

describe('the tools of an agent', () => {
  it('are permitted or refused, each with its reasons', () => {
    expect(seen({})).toEqual({
      'orders.find': ['acme'],
      'orders.cancel': 'NOT_GRANTED',
      'orders.sql': 'NOT_GRANTED',
    });
  });

  it.each<[string, Partial<ToolsQuestion>, unknown]>([
    [
      'a sponsor',
      { sponsor: undefined },
      'SPONSOR_ABSENT SPONSOR_NOT_IN_TENANT',
    ],
    [
      'a grant that is still to come',
      { grants: [grant({ grantedAt: NOW + 1 })] },
      ['acme'],
    ],
    [
      'a grant that has expired',
      { grants: [grant({ expiresAt: NOW })] },
      'GRANT_EXPIRED',
    ],
    [
      'a grant with constraints',
      { grants: [grant({ constraints: [{ kind: 'absent', path: ['x'] }] })] },
      ['acme'],
    ],
    [
      'a grant with a constraint that nobody knows',
      { grants: [grant({ constraints: [{ kind: 'pattern' } as never] })] },
      'GRANT_CONSTRAINT_UNKNOWN',
    ],
    ['tenants', { agent: agent({ tenants: [] }) }, 'AGENT_TENANT_NOT_LISTED'],
    [
      'an instance elsewhere',
      { instance: instance({ tenantId: 'globex' }) },
      expect.stringContaining('INSTANCE_OF_OTHER_TENANT'),
    ],
    ['the time', { now: NaN }, expect.stringContaining('TIME_INVALID')],
  ])('depend on %s', (_, changes, expected) => {
    const declared = changes.agent ?? agent();
    const only = {
      ...changes,
      agent: { ...declared, tools: [tool('orders.find', 'read')] },
    };
    expect(seen(only)['orders.find']).toEqual(expected);
  });
});
