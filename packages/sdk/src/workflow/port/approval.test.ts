import { type Approver, mayDecide, type PendingApproval } from './approval.js';

const approver: Approver = {
  tenantId: 'acme',
  organizationId: 'north',
  subject: 'ann',
  roles: ['contributor', 'viewer'],
};
const approval: PendingApproval = {
  tenantId: 'acme',
  organizationId: 'north',
  roles: ['admin', 'contributor'],
  requestedBy: 'bob',
};

describe('mayDecide', () => {
  it('allows a holder of one of the roles who did not ask for it', () => {
    expect(mayDecide(approver, approval)).toEqual({ allowed: true });
  });

  it.each<[string, Partial<Approver>, Partial<PendingApproval>, string]>([
    ['another tenant', { tenantId: 'evil' }, {}, 'other-tenant'],
    [
      'no tenant on either side',
      { tenantId: '' },
      { tenantId: '' },
      'other-tenant',
    ],
    ['a tenant that differs in case', { tenantId: 'Acme' }, {}, 'other-tenant'],
    [
      'another organisation',
      { organizationId: 'south' },
      {},
      'other-organization',
    ],
    [
      'no organisation on either side',
      { organizationId: '' },
      { organizationId: '' },
      'other-organization',
    ],
    ['none of the roles', { roles: ['viewer'] }, {}, 'missing-role'],
    ['no role at all', { roles: [] }, {}, 'missing-role'],
    ['an approval without roles', {}, { roles: [] }, 'missing-role'],
    ['a role that is empty', { roles: [''] }, { roles: [''] }, 'missing-role'],
    ['part of a role', { roles: ['admi'] }, {}, 'missing-role'],
    ['their own request', { subject: 'bob' }, {}, 'self-approval'],
    [
      'their own request, as an administrator',
      { subject: 'bob', roles: ['admin'] },
      {},
      'self-approval',
    ],
    [
      'an unknown requester',
      {},
      { requestedBy: undefined },
      'unknown-requester',
    ],
    ['an empty requester', {}, { requestedBy: '' }, 'unknown-requester'],
    ['no subject', { subject: '' }, {}, 'unknown-requester'],
    [
      'the wrong tenant before anything else',
      { tenantId: 'evil', roles: [], subject: 'bob' },
      {},
      'other-tenant',
    ],
  ])('refuses %s', (_, who, what, reason) => {
    expect(
      mayDecide({ ...approver, ...who }, { ...approval, ...what }),
    ).toEqual({ allowed: false, reason });
  });
});
