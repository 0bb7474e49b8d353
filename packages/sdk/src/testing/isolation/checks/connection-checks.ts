import { describe, it } from 'node:test';

import type { DescMethod, Message } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';

import type { Identity } from '../../../node/identity/identity.js';
import { openDatabases } from '../../../node/database/open-databases.js';
import { lifetimeOf } from '../../../node/lifetime.js';
import { sql } from '../../../node/database/sql.js';
import type { TenantDatabase } from '../../../node/database/tenant-database.js';
import { idFindings, listIds, storedIds } from '../rpc/pages.js';
import { setClientRequestId } from '../rpc/request-fields.js';
import {
  describeCall,
  inParallel,
  RpcCaller,
  type CallClaims,
  type CallOutcome,
} from '../rpc/rpc-caller.js';
import type { IsolationResource } from '../isolation-resource.js';
import { assertNothingFound } from '../world/findings.js';
import { nameOf, type Place } from '../world/place.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** One connection serves everybody in turn, and keeps nothing of anybody. */
export function registerConnectionChecks(world: WorldRef): void {
  describe('a connection that all share', () => {
    it(
      'carries nothing from one call to the next, however the call ended',
      CHECK_OPTIONS,
      async () => {
        const single = await world().service.startSecond(config => ({
          ...config,
          database: { ...config.database, poolSize: 1 },
        }));
        const caller = new RpcCaller(single.url);
        const callAs = async (
          place: Place,
          method: DescMethod,
          message: Message,
          claims: CallClaims = {},
        ): Promise<CallOutcome> => {
          world().plant(method, message);
          return caller.call(method, message, {
            authorization: await world().authorization(place, {
              role: world().roleFor(method),
            }),
            ...claims,
          });
        };
        const findings: string[] = [];
        try {
          const { home, stranger, sibling } = world().places;
          for (const resource of world().options.resources) {
            const { get } = resource;
            const own = world().rowOf(resource, home);
            for (const ending of endings(world, resource)) {
              await callAs(home, ending.method, ending.message, ending.claims);
              const ready = await fetch(`${single.managementUrl}/readyz`);
              await ready.arrayBuffer();
              if (ready.status !== 200) {
                findings.push(
                  `${resource.name}: after ${ending.name} /readyz says ${ready.status}: the connection still carries something`,
                );
              }
              for (const next of [stranger, sibling]) {
                const foreign = await callAs(
                  next,
                  get.method,
                  get.message(own.id),
                );
                if (foreign.code !== Code.NotFound) {
                  findings.push(
                    `${resource.name}: after ${ending.name} of ${nameOf(
                      home,
                    )}, ${nameOf(next)} asking for that row gets ${describeCall(
                      foreign,
                    )}`,
                  );
                }
                const itsOwn = await callAs(
                  next,
                  get.method,
                  get.message(world().rowOf(resource, next).id),
                );
                if (itsOwn.code !== undefined) {
                  findings.push(
                    `${resource.name}: after ${ending.name}, ${nameOf(
                      next,
                    )} cannot read a row of its own: ${describeCall(itsOwn)}`,
                  );
                }
              }
            }
          }
        } finally {
          caller.close();
          await single.close();
        }
        assertNothingFound(findings);
      },
    );

    it(
      'answers concurrent calls of several tenants each with their own rows',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources) {
          const places = world().everyPlace();
          const turns = Array.from({ length: 8 }, () => places).flat();
          const expected = new Map(
            await Promise.all(
              places.map(
                async place =>
                  [place, await storedIds(world(), resource, place)] as const,
              ),
            ),
          );
          findings.push(
            ...(
              await inParallel(turns, async place => {
                const row = world().rowOf(resource, place);
                const outcome = await world().callIn(
                  place,
                  resource.get.method,
                  resource.get.message(row.id),
                );
                const [response] = outcome.messages;
                const wrong =
                  response === undefined ||
                  resource.get.read(response).id !== row.id;
                const listed =
                  resource.list === undefined
                    ? []
                    : idFindings(
                        `${resource.list.method.name} among concurrent calls`,
                        await listIds(world(), place, resource.list),
                        expected.get(place) ?? [],
                      );
                return [
                  ...listed,
                  ...(wrong
                    ? [
                        `${
                          resource.get.method.name
                        } among concurrent calls: ${describeCall(outcome)}`,
                      ]
                    : []),
                ];
              })
            ).flat(),
          );
        }
        assertNothingFound(findings);
      },
    );

    it(
      'the database handle leaves no setting behind, and reads cannot write',
      CHECK_OPTIONS,
      async () => {
        const { config } = world().service;
        const databases = openDatabases(
          { ...config.database, poolSize: 1 },
          world().options.definition,
        );
        const findings: string[] = [];
        const handle = (place: Place, tenantWide: boolean): TenantDatabase =>
          databases.forIdentity(identityIn(place), {
            tenantWide,
            timeoutMs: 5_000,
            requestId: crypto.randomUUID(),
            lifetime: lifetimeOf(new AbortController().signal),
          });
        try {
          const { home, stranger } = world().places;
          const left = sql`SELECT current_setting('app.organization_id', true) AS organization, current_setting('app.tenant_id', true) AS tenant`;
          await handle(home, false).query(left);
          const [row] = await handle(stranger, true).query<{
            organization: string | null;
            tenant: string;
          }>(left);
          if (
            row === undefined ||
            (row.organization ?? '') !== '' ||
            row.tenant !== stranger.tenantId
          ) {
            findings.push(
              `the connection carries ${JSON.stringify(row)} for ${nameOf(
                stranger,
              )}, which set its tenant only`,
            );
          }
          for (const statement of [
            sql`INSERT INTO app.inbox (tenant_id, organization_id, producer, event_id, type) VALUES (app.tenant_id(), app.organization_id(), 'p', ${crypto.randomUUID()}, 't')`,
            sql`SELECT set_config('app.tenant_id', ${stranger.tenantId}, false)`,
          ]) {
            const outcome = await handle(home, false)
              .query(statement)
              .then(
                () => 'success',
                () => 'refused',
              );
            if (outcome === 'success') {
              findings.push(`a read runs ${statement.text}`);
            }
          }
          await databases.checkNoContextLeft();
        } finally {
          await databases.close();
        }
        assertNothingFound(findings);
      },
    );
  });
}

interface Ending {
  readonly name: string;
  readonly method: DescMethod;
  readonly message: Message;
  readonly claims?: CallClaims;
}

/** Every way in which a call can leave a connection. */
function endings(world: WorldRef, resource: IsolationResource): Ending[] {
  const { create, get, update, export: stream } = resource;
  const { home } = world().places;
  const own = world().rowOf(resource, home);
  const taken = resource.sample(own.seed, world().referencesIn(resource, home));
  return [
    { name: 'a read', method: get.method, message: get.message(own.id) },
    {
      name: 'a read of a row that is not there',
      method: get.method,
      message: get.message(crypto.randomUUID()),
    },
    {
      name: 'a change',
      method: create.method,
      message: world().validMessage(create.method, home),
    },
    {
      name: 'a change that the database may refuse',
      method: create.method,
      message: keyed(create.method, create.message(taken)),
    },
    {
      name: 'a call with no time left',
      method: get.method,
      message: get.message(own.id),
      claims: { timeoutMs: 1 },
    },
    ...(update === undefined
      ? []
      : [
          {
            name: 'an update of an old version',
            method: update.method,
            message: keyed(
              update.method,
              update.message({ id: own.id, version: 9_999, sample: taken }),
            ),
          },
        ]),
    ...(stream === undefined
      ? []
      : [
          {
            name: 'a stream',
            method: stream.method,
            message: stream.message(),
          },
          {
            name: 'a stream that the caller leaves',
            method: stream.method,
            message: stream.message(),
            claims: { hangUpAfter: 1 },
          },
        ]),
  ];
}

function keyed(method: DescMethod, message: Message): Message {
  setClientRequestId(method.input, message, crypto.randomUUID());
  return message;
}

function identityIn(place: Place): Identity {
  return {
    kind: 'user',
    subject: 'user-1',
    ...place,
    actor: undefined,
    roles: ['admin'],
    scopes: [],
    expiresAt: Math.floor(Date.now() / 1000) + 300,
  };
}
