import { describe, it } from 'node:test';

import { setTimeout as sleep } from 'node:timers/promises';

import { getOption, hasOption, type DescMethod } from '@bufbuild/protobuf';
import { audit } from '../../../proto/ameide/common/v1/options_pb.js';
import { EventService } from '../../../proto/ameide/common/v1/sinks_pb.js';
import { describeCall } from '../rpc/rpc-caller.js';
import type { Row } from '../sql/sql-session.js';
import { assertNothingFound } from '../world/findings.js';
import { nameOf } from '../world/place.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** A refusal is written in a transaction of its own, which may end after the answer. */
const WAIT_MS = 5_000;

/** What was done, and what was refused, is on record where it belongs. */
export function registerAuditChecks(world: WorldRef): void {
  describe('audit', () => {
    it(
      'a change is on record once, with its tenant, organisation, user and resource, and is forwarded',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources) {
          for (const place of world().everyPlace()) {
            const { method } = resource.create;
            const row = await world().createRow(
              resource,
              place,
              world().nextSeed(),
            );
            const entries = await entriesOf(world, row.requestId);
            const policy = getOption(method, audit);
            const [entry] = entries;
            const right =
              entries.length === 1 &&
              entry?.['allowed'] === true &&
              entry['tenant_id'] === place.tenantId &&
              entry['organization_id'] === place.organizationId &&
              entry['user_id'] === 'user-1' &&
              entry['action'] === policy.action &&
              entry['resource_type'] === policy.resourceType &&
              entry['resource_id'] === row.id;
            if (!right) {
              findings.push(
                `${method.name} in ${nameOf(place)}: ${
                  entries.length
                } audit entries for the request, the first ${JSON.stringify(
                  entry,
                )}`,
              );
            }
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'a change that fails leaves no entry that says it was done',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        const { home } = world();
        for (const resource of world().options.resources) {
          const failing = [
            ...(resource.unique
              ? [
                  {
                    method: resource.create.method,
                    seed: world().rowOf(resource, home).seed,
                    id: '',
                  },
                ]
              : []),
            ...(resource.update === undefined
              ? []
              : [
                  {
                    method: resource.update.method,
                    seed: world().nextSeed(),
                    id: crypto.randomUUID(),
                  },
                ]),
          ];
          for (const { method, seed, id } of failing) {
            const message = world()
              .useOf(method)
              ?.message({
                id,
                version: 1,
                seed,
                references: world().referencesIn(resource, home),
              });
            if (message === undefined) {
              throw new Error(`${method.name} cannot be called`);
            }
            const outcome = await world().callIn(home, method, message);
            const done = (await entriesOf(world, outcome.requestId)).filter(
              entry => entry['allowed'] === true,
            );
            if (
              outcome.code === undefined ||
              outcome.requestId === '' ||
              done.length > 0
            ) {
              findings.push(
                `${method.name}, which must fail: ${describeCall(
                  outcome,
                )}, request ${outcome.requestId || 'without an id'}, ${
                  done.length
                } entries that it was done`,
              );
            }
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'what is refused is on record with the reason, in the tenant of the token',
      CHECK_OPTIONS,
      async () => {
        const { tenantId: tenant, organizationId: organization } = world().home;
        const refusals: ExpectedRefusal[] = [];
        for (const method of world().methods) {
          if (!world().rolesOf(method).includes('guest')) {
            const { requestId } = await world().callIn(
              world().home,
              method,
              world().validMessage(method, world().home),
              { role: 'guest' },
            );
            refusals.push({
              method,
              requestId,
              reason: 'permission_denied',
              tenant,
              organization: world().isTenantWide(method) ? null : organization,
            });
          }
          if (!world().isTenantWide(method)) {
            const { requestId } = await world().callIn(
              { tenantId: tenant },
              method,
              world().validMessage(method, world().home),
            );
            refusals.push({
              method,
              requestId,
              reason: 'no_organization',
              tenant,
              organization: null,
            });
          }
        }
        const { deliver } = EventService.method;
        const { requestId } = await world().callIn(
          world().home,
          deliver,
          world().eventFor(world().places.stranger),
        );
        refusals.push({
          method: deliver,
          requestId,
          reason: 'forged_event',
          tenant,
          organization,
        });
        assertNothingFound(await refusalFindings(world, refusals));
      },
    );
  });
}

interface ExpectedRefusal {
  readonly method: DescMethod;
  readonly requestId: string;
  readonly reason: string;
  readonly tenant: string;
  readonly organization: string | null;
}

async function refusalFindings(
  world: WorldRef,
  refusals: readonly ExpectedRefusal[],
): Promise<string[]> {
  let findings: string[] = [];
  for (const deadline = Date.now() + WAIT_MS; ; await sleep(50)) {
    findings = [];
    for (const refusal of refusals) {
      const entries = await entriesOf(world, refusal.requestId);
      if (entries.length !== 1 || !isEntryOf(refusal, entries[0])) {
        findings.push(
          `${refusal.method.name} refused (${refusal.reason}): ${
            entries.length
          } audit entries for the request, the first ${JSON.stringify(
            entries[0],
          )}`,
        );
      }
    }
    if (findings.length === 0 || Date.now() > deadline) {
      return findings;
    }
  }
}

function isEntryOf(
  { method, reason, tenant, organization }: ExpectedRefusal,
  entry: Row | undefined,
): boolean {
  const policy = hasOption(method, audit)
    ? getOption(method, audit)
    : undefined;
  return (
    entry?.['allowed'] === false &&
    entry['denied_reason'] === reason &&
    entry['tenant_id'] === tenant &&
    entry['organization_id'] === organization &&
    (policy === undefined || entry['action'] === policy.action)
  );
}

async function entriesOf(
  world: WorldRef,
  requestId: string,
): Promise<readonly Row[]> {
  return world().admin.rows(
    'SELECT * FROM app.audit_log WHERE request_id = $1',
    [requestId],
  );
}
