import { create, type DescMethod, setExtension } from '@bufbuild/protobuf';
import { MethodOptionsSchema } from '@bufbuild/protobuf/wkt';

import { audit, auth } from '../../proto/ameide/common/v1/options_pb.js';
import { EventService } from '../../proto/ameide/common/v1/sinks_pb.js';
import { ProbeService } from '../server/fixtures/gen/test/probe/v1/probe_pb.js';
import { methodRule } from './method-rule.js';

/** A method of the probe with other options. */
function method(
  requirement: { roles: string[]; tenantWide?: boolean },
  mutation = false,
): DescMethod {
  const options = create(MethodOptionsSchema);
  setExtension(options, auth, {
    $typeName: 'ameide.common.v1.AuthRequirement',
    scopes: [],
    tenantWide: false,
    ...requirement,
  });
  setExtension(options, audit, {
    $typeName: 'ameide.common.v1.AuditPolicy',
    action: '',
    resourceType: '',
    mutation,
  });
  const { read } = ProbeService.method;
  return { ...read, proto: { ...read.proto, options } };
}

it('reads what a contract says', () => {
  expect(methodRule(ProbeService.method.limited)).toMatchObject({
    name: 'test.probe.v1.ProbeService/Limited',
    auth: { roles: ['viewer'], scopes: [] },
    rateLimit: { requestsPerMinute: 1, burst: 3 },
    tenantWide: false,
    deadlineMs: 5_000,
  });
  expect(methodRule(ProbeService.method.slow)).toMatchObject({
    p95Ms: 50,
    deadlineMs: 200,
  });
  expect(methodRule(ProbeService.method.write)).toMatchObject({
    action: 'entry.create',
    resourceType: 'entry',
    mutation: true,
  });
});

it('lets services alone deliver events', () => {
  expect(methodRule(EventService.method.deliver).auth?.roles).toEqual([
    'service',
  ]);
});

it('allows nobody where a contract says nothing', () => {
  expect(methodRule(ProbeService.method.unspecified).auth).toBeUndefined();
});

it.each(['Admin', 'superuser', ' admin', '*', ''])(
  "refuses a contract that names the role '%s'",
  role => {
    expect(() => methodRule(method({ roles: ['admin', role] }))).toThrow(
      /ProbeService\/Read: '.*' is not a role/,
    );
  },
);

it('refuses a change across organisations', () => {
  expect(() =>
    methodRule(method({ roles: ['admin'], tenantWide: true }, true)),
  ).toThrow(/reads only/);
});
