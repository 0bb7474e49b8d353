import { describe, it } from 'node:test';

import { getOption, hasOption } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';

import { CANONICAL_ROLES } from '../../../node/identity/identity.js';
import { auth } from '../../../proto/ameide/common/v1/options_pb.js';
import {
  describeCall,
  fullName,
  inParallel,
  isTurnedAway,
  PROTOCOLS,
} from '../rpc/rpc-caller.js';
import { assertNothingFound } from '../world/findings.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** Exactly the expected roles may call a method. */
export function registerRoleChecks(world: WorldRef): void {
  describe('roles', () => {
    it(
      'the contract requires exactly the roles that the tests expect',
      CHECK_OPTIONS,
      () => {
        const findings = world().methods.flatMap(method => {
          const requirement = hasOption(method, auth)
            ? getOption(method, auth)
            : undefined;
          const expected = [...world().rolesOf(method)].sort().join(', ');
          const actual = [...(requirement?.roles ?? [])].sort().join(', ');
          return [
            ...(expected === ''
              ? [`expectedRoles: says nothing about ${method.name}`]
              : []),
            ...(actual === expected
              ? []
              : [
                  `${method.name}: requires [${actual}], the tests expect [${expected}]`,
                ]),
            ...((requirement?.tenantWide ?? false) ===
            world().isTenantWide(method)
              ? []
              : [
                  `${method.name}: tenant-wide in the contract or in the resources, not in both`,
                ]),
          ];
        });
        const names = world().methods.map(method => method.name);
        const unknown = Object.keys(world().options.expectedRoles).filter(
          name => !names.includes(name),
        );
        assertNothingFound([
          ...findings,
          ...unknown.map(
            name => `expectedRoles: the service has no method ${name}`,
          ),
        ]);
      },
    );

    it(
      'the running service serves exactly the methods of the contract',
      CHECK_OPTIONS,
      () => {
        const declared = new Set(world().methods.map(fullName));
        const served = new Set(world().service.running.methods.map(fullName));
        assertNothingFound([
          ...[...served]
            .filter(name => !declared.has(name))
            .map(name => `${name} is served but not in the definition`),
          ...[...declared]
            .filter(name => !served.has(name))
            .map(name => `${name} is in the definition but not served`),
        ]);
      },
    );

    it(
      'each canonical role may call what it is expected to call, and nothing else',
      CHECK_OPTIONS,
      async () => {
        const place = world().sparePlace();
        const tries = world().methods.flatMap(method =>
          CANONICAL_ROLES.flatMap(role =>
            PROTOCOLS.map(protocol => ({ method, role, protocol })),
          ),
        );
        const findings = await inParallel(
          tries,
          async ({ method, role, protocol }) => {
            const outcome = await world().callIn(
              place,
              method,
              world().validMessage(method, place),
              { role, protocol },
            );
            const expected = world().rolesOf(method).includes(role);
            if (expected) {
              return isTurnedAway(outcome)
                ? [
                    `${method.name} (${protocol}) as ${role}: ${describeCall(
                      outcome,
                    )}`,
                  ]
                : [];
            }
            return outcome.code === Code.PermissionDenied &&
              outcome.messages.length === 0
              ? []
              : [
                  `${method.name} (${protocol}) as ${role}: ${describeCall(
                    outcome,
                  )}, not PermissionDenied`,
                ];
          },
        );
        assertNothingFound(findings.flat());
      },
    );

    it(
      'what only looks like a role counts for nothing',
      CHECK_OPTIONS,
      async () => {
        const place = world().sparePlace();
        const { service, caller, methods } = world();
        const pretences: Readonly<Record<string, Record<string, unknown>>> = {
          'no roles': { realm_access: undefined },
          'an empty list': { realm_access: { roles: [] } },
          'a role in capitals': {
            realm_access: { roles: ['ADMIN', 'Contributor', 'Viewer'] },
          },
          'names that contain a role': {
            realm_access: {
              roles: ['administrator', 'admin ', 'viewer2', 'not-admin'],
            },
          },
          'roles in one text': {
            realm_access: { roles: 'admin contributor viewer' },
          },
          'a user who says to be a service': {
            realm_access: { roles: ['service'] },
          },
          'roles of another client': {
            realm_access: { roles: [] },
            resource_access: {
              'another-service': { roles: ['admin', 'contributor', 'viewer'] },
            },
          },
          'roles at the top': {
            realm_access: undefined,
            roles: ['admin', 'contributor', 'viewer'],
            groups: ['admin'],
          },
          'scopes named like roles': {
            realm_access: { roles: [] },
            scope: 'admin contributor viewer service',
          },
        };
        const findings = await inParallel(
          Object.entries(pretences),
          async ([name, claims]) => {
            const token = await service.userToken({
              ...place,
              roles: [],
              claims,
            });
            return (
              await inParallel(
                methods,
                async method => {
                  const outcome = await caller.call(
                    method,
                    world().validMessage(method, place),
                    { authorization: `Bearer ${token}` },
                  );
                  return isTurnedAway(outcome)
                    ? []
                    : [`${method.name} with ${name}: ${describeCall(outcome)}`];
                },
                4,
              )
            ).flat();
          },
          4,
        );
        assertNothingFound(findings.flat());
      },
    );
  });
}
