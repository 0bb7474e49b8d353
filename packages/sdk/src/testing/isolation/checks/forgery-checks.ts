import { describe, it } from 'node:test';

import { Code } from '@connectrpc/connect';

import { exportIds, idFindings, listIds, storedIds } from '../rpc/pages.js';
import { describeCall, PROTOCOLS, type CallClaims } from '../rpc/rpc-caller.js';
import { forgePlace } from '../rpc/request-fields.js';
import { assertNothingFound } from '../world/findings.js';
import { nameOf, type Place } from '../world/place.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** A tenant or an organisation that is named in a message or a header is never believed. */
export function registerForgeryChecks(world: WorldRef): void {
  describe('forged tenant and organisation', () => {
    it(
      "reads with a forged context, in body and headers, still give one's own rows only",
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        const { home } = world();
        for (const resource of world().options.resources) {
          const own = await storedIds(world(), resource, home);
          for (const { victim, claims } of forgeries(world)) {
            const where = `forging ${nameOf(victim)} (${claims.protocol})`;
            const get = resource.get.message(
              world().rowOf(resource, victim).id,
            );
            forgePlace(resource.get.method.input, get, victim);
            const outcome = await world().callIn(
              home,
              resource.get.method,
              get,
              claims,
            );
            if (outcome.code !== Code.NotFound) {
              findings.push(
                `${resource.get.method.name} ${where}: ${describeCall(
                  outcome,
                )}`,
              );
            }
            const { list, export: stream, tenantWideList } = resource;
            if (list !== undefined) {
              const ids = await listIds(world(), home, list, {
                claims,
                prepare: message =>
                  forgePlace(list.method.input, message, victim),
              });
              findings.push(
                ...idFindings(`${list.method.name} ${where}`, ids, own),
              );
            }
            if (stream !== undefined) {
              const ids = await exportIds(world(), home, stream, {
                claims,
                prepare: message =>
                  forgePlace(stream.method.input, message, victim),
              });
              findings.push(
                ...idFindings(`${stream.method.name} ${where}`, ids, own),
              );
            }
            if (tenantWideList !== undefined) {
              const ids = await listIds(world(), home, tenantWideList, {
                claims,
                prepare: message =>
                  forgePlace(tenantWideList.method.input, message, victim),
              });
              findings.push(
                ...idFindings(
                  `${tenantWideList.method.name} ${where}`,
                  ids,
                  await storedIds(world(), resource, {
                    tenantId: home.tenantId,
                  }),
                ),
              );
            }
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'writes with a forged context land in the tenant and organisation of the token',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        const { home } = world();
        for (const resource of world().options.resources) {
          for (const { victim, claims } of forgeries(world)) {
            const before = await storedIds(world(), resource, victim);
            for (const method of [
              resource.create.method,
              ...(resource.update === undefined
                ? []
                : [resource.update.method]),
            ]) {
              const message = world().validMessage(method, home);
              forgePlace(method.input, message, victim);
              const outcome = await world().callIn(
                home,
                method,
                message,
                claims,
              );
              // The row may have moved on since it was made; that it cannot be changed any more is no finding.
              if (
                outcome.code !== undefined &&
                outcome.code !== Code.Aborted &&
                outcome.code !== Code.FailedPrecondition
              ) {
                findings.push(
                  `${method.name} forging ${nameOf(victim)} (${
                    claims.protocol
                  }): ${describeCall(outcome)}`,
                );
              }
              const [response] = outcome.messages;
              if (method === resource.create.method && response !== undefined) {
                const { id } = resource.create.read(response);
                if (!(await storedIds(world(), resource, home)).includes(id)) {
                  findings.push(
                    `${method.name} forging ${nameOf(
                      victim,
                    )}: the new row is not in ${nameOf(home)}`,
                  );
                }
              }
            }
            findings.push(
              ...idFindings(
                `${resource.name}: rows of ${nameOf(victim)}`,
                await storedIds(world(), resource, victim),
                before,
              ),
            );
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'a tenant-wide method does not open the rows of other organisations to other methods',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        const { home, sibling } = world().places;
        for (const resource of world().options.resources) {
          if (
            resource.tenantWideList !== undefined &&
            resource.list !== undefined
          ) {
            await listIds(world(), home, resource.tenantWideList);
            findings.push(
              ...idFindings(
                resource.list.method.name,
                await listIds(world(), sibling, resource.list),
                await storedIds(world(), resource, sibling),
              ),
            );
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'without an organisation in the token, none is taken from the request',
      CHECK_OPTIONS,
      async () => {
        const { home, methods } = world();
        const findings: string[] = [];
        for (const method of methods.filter(
          candidate => !world().isTenantWide(candidate),
        )) {
          const message = world().validMessage(method, home);
          forgePlace(method.input, message, home);
          const outcome = await world().callIn(
            { tenantId: home.tenantId },
            method,
            message,
            { headers: placeHeaders(home) },
          );
          if (
            outcome.code !== Code.PermissionDenied &&
            outcome.code !== Code.Unauthenticated
          ) {
            findings.push(`${method.name}: ${describeCall(outcome)}`);
          }
        }
        assertNothingFound(findings);
      },
    );
  });
}

function forgeries(world: WorldRef): { victim: Place; claims: CallClaims }[] {
  const { sibling, stranger } = world().places;
  return [sibling, stranger].flatMap(victim =>
    PROTOCOLS.map(protocol => ({
      victim,
      claims: { protocol, headers: placeHeaders(victim) },
    })),
  );
}

/** Headers that some service somewhere has believed. */
function placeHeaders({
  tenantId,
  organizationId,
}: Place): Record<string, string> {
  return {
    tenant: tenantId,
    'tenant-id': tenantId,
    'x-tenant': tenantId,
    'x-tenant-id': tenantId,
    'x-ameide-tenant-id': tenantId,
    'ameide-tenant-id': tenantId,
    'x-organization-id': organizationId,
    'x-organisation-id': organizationId,
    'x-org-id': organizationId,
    'x-ameide-organization-id': organizationId,
    'x-user-id': 'somebody-else',
    'x-forwarded-user': 'somebody-else',
    'x-forwarded-access-token': 'forged',
    forwarded: `for=127.0.0.1;host=${tenantId}.ameide.example`,
    baggage: `tenant_id=${tenantId},organization_id=${organizationId},ameide.tenant_id=${tenantId}`,
    tracestate: `tenant=${tenantId}`,
  };
}
