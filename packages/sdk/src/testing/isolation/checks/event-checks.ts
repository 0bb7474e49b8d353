import { describe, it } from 'node:test';

import { fromBinary, isMessage } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';

import { EventEnvelopeSchema } from '../../../proto/ameide/common/v1/event_pb.js';
import {
  DeliverResponseSchema,
  EventService,
} from '../../../proto/ameide/common/v1/sinks_pb.js';
import { describeCall } from '../rpc/rpc-caller.js';
import { assertNothingFound } from '../world/findings.js';
import { PEER } from '../world/isolation-world.js';
import { nameOf, type Place } from '../world/place.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

const { deliver } = EventService.method;

/** An event counts only when its source has been authenticated, and only once. */
export function registerEventChecks(world: WorldRef): void {
  describe('events', () => {
    it(
      'an envelope that contradicts the token it came with is refused and leaves nothing',
      CHECK_OPTIONS,
      async () => {
        const { home, sibling, stranger } = world().places;
        const id = (): string => crypto.randomUUID();
        const forged = [
          {
            name: 'from a user',
            place: home,
            claim: { role: 'admin' as const },
            change: { id: id() },
          },
          {
            name: 'of another producer',
            place: home,
            claim: {},
            change: { id: id(), producer: 'billing' },
          },
          {
            name: 'of the service itself',
            place: home,
            claim: {},
            change: { id: id(), producer: world().options.definition.name },
          },
          {
            name: 'for another organisation',
            place: sibling,
            claim: {},
            change: { id: id() },
          },
          {
            name: 'for another tenant',
            place: stranger,
            claim: {},
            change: { id: id() },
          },
          {
            name: 'for an organisation that is named nowhere',
            place: { ...home, organizationId: '' },
            claim: {},
            change: { id: id() },
          },
        ];
        const findings: string[] = [];
        for (const { name, place, claim, change } of forged) {
          const outcome = await world().callIn(
            home,
            deliver,
            world().eventFor(place, change),
            claim,
          );
          if (
            outcome.code !== Code.PermissionDenied &&
            outcome.code !== Code.InvalidArgument
          ) {
            findings.push(`an event ${name}: ${describeCall(outcome)}`);
          }
          if ((await received(world, change.id)) !== 0) {
            findings.push(`an event ${name} was taken in`);
          }
        }
        for (const subscription of world().options.definition.subscriptions ??
          []) {
          const outcome = await world().callIn(
            home,
            deliver,
            world().eventFor(home, { producer: subscription.producer }),
            {},
          );
          if (
            subscription.producer !== PEER &&
            outcome.code !== Code.PermissionDenied
          ) {
            findings.push(
              `an event in the name of ${subscription.producer}: ${describeCall(
                outcome,
              )}`,
            );
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'a replayed event changes nothing, and the same id elsewhere is another event',
      CHECK_OPTIONS,
      async () => {
        const { home, sibling, stranger } = world().places;
        const id = crypto.randomUUID();
        const findings: string[] = [];
        const expected: readonly (readonly [string, Place, boolean])[] = [
          ['the first delivery', home, false],
          ['a replay', home, true],
          [`the same id in ${nameOf(sibling)}`, sibling, false],
          [`the same id in ${nameOf(stranger)}`, stranger, false],
        ];
        for (const [name, place, duplicate] of expected) {
          const outcome = await world().callIn(
            place,
            deliver,
            world().eventFor(place, { id }),
          );
          const [message] = outcome.messages;
          const response =
            message !== undefined && isMessage(message, DeliverResponseSchema)
              ? message
              : undefined;
          if (response?.duplicate !== duplicate) {
            findings.push(
              `${name}: ${
                response === undefined
                  ? describeCall(outcome)
                  : `duplicate is ${response.duplicate}`
              }`,
            );
          }
        }
        const rows = await received(world, id);
        assertNothingFound([
          ...findings,
          ...(rows === 3
            ? []
            : [
                `the inbox has ${rows} rows of the event, not one for each of three places`,
              ]),
        ]);
      },
    );

    it(
      'events that leave say the tenant, the organisation and the producer that they are of',
      CHECK_OPTIONS,
      async () => {
        const rows = await world().admin.rows(
          `SELECT tenant_id, organization_id, payload FROM app.outbox WHERE topic = 'event'`,
        );
        const findings = rows.flatMap(row => {
          const envelope = fromBinary(
            EventEnvelopeSchema,
            row['payload'] as Uint8Array,
          );
          const right =
            envelope.tenantId === row['tenant_id'] &&
            envelope.organizationId === row['organization_id'] &&
            envelope.producer === world().options.definition.name;
          return right
            ? []
            : [
                `${envelope.type} of ${String(row['tenant_id'])}/${String(
                  row['organization_id'],
                )} says ${envelope.tenantId}/${envelope.organizationId} from ${
                  envelope.producer
                }`,
              ];
        });
        const places = new Set(
          rows.map(
            row =>
              `${String(row['tenant_id'])}/${String(row['organization_id'])}`,
          ),
        );
        assertNothingFound([
          ...findings,
          ...world()
            .everyPlace()
            .filter(place => !places.has(nameOf(place)))
            .map(
              place =>
                `no event was emitted in ${nameOf(
                  place,
                )}, although rows were created there`,
            ),
        ]);
      },
    );

    it(
      'events, audit entries and projections arrive at the platform, each under a token of its own tenant',
      CHECK_OPTIONS,
      async () => {
        const { platform } = world().service;
        const before = await outboxCounts(world);
        const dispatcher = await world().service.startDispatcher();
        try {
          for (
            const deadline = Date.now() + 20_000;
            Date.now() < deadline && (await outboxCounts(world)).size > 0;

          ) {
            await dispatcher.drain();
          }
        } finally {
          await dispatcher.close();
        }
        const left = await outboxCounts(world);
        const arrived = new Map([
          ['event', platform.events.length],
          ['audit', platform.auditEvents.length],
          ['projection', platform.projections.length],
        ]);
        const ids = new Set(
          platform.auditEvents.map(({ content }) => content.id),
        );
        const entries = await world().admin.rows(
          'SELECT id::text AS id FROM app.audit_log',
        );
        const lost = entries.filter(({ id }) => !ids.has(String(id))).length;
        assertNothingFound([
          ...platform.refusals.map(reason => `the platform refused: ${reason}`),
          ...[...left].map(
            ([topic, count]) =>
              `${count} row(s) of ${topic} have not been sent`,
          ),
          ...[...before]
            .filter(([topic, count]) => (arrived.get(topic) ?? 0) < count)
            .map(
              ([topic, count]) =>
                `of ${count} ${topic} rows ${arrived.get(topic) ?? 0} arrived`,
            ),
          ...(lost === 0
            ? []
            : [
                `${lost} of ${entries.length} audit entries have not been forwarded`,
              ]),
        ]);
      },
    );
  });
}

async function received(world: WorldRef, id: string): Promise<number> {
  const [row] = await world().admin.rows(
    'SELECT count(*)::int AS n FROM app.inbox WHERE event_id = $1',
    [id],
  );
  return Number(row?.['n']);
}

async function outboxCounts(world: WorldRef): Promise<Map<string, number>> {
  const rows = await world().admin.rows(
    'SELECT topic, count(*)::int AS n FROM app.outbox GROUP BY topic',
  );
  return new Map(rows.map(row => [String(row['topic']), Number(row['n'])]));
}
