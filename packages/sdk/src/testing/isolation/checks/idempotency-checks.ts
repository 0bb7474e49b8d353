import { describe, it } from 'node:test';

import { equals, type Message } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';

import { setClientRequestId } from '../rpc/request-fields.js';
import {
  describeCall,
  inParallel,
  type CallClaims,
} from '../rpc/rpc-caller.js';
import { storedIds } from '../rpc/pages.js';
import type { IsolationResource } from '../isolation-resource.js';
import { assertNothingFound } from '../world/findings.js';
import type { Claim } from '../world/isolation-world.js';
import { nameOf, type Place } from '../world/place.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** An idempotency key belongs to one user of one organisation. */
export function registerIdempotencyChecks(world: WorldRef): void {
  describe('idempotency keys', () => {
    it(
      'the same key from another tenant, organisation or user is a new request',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        const { home, sibling, stranger } = world().places;
        for (const resource of world().options.resources) {
          const key = crypto.randomUUID();
          const seed = world().nextSeed();
          const first = await createWithKey(world, resource, home, {
            key,
            seed,
          });
          // The same content where it is free, so that only the key could be in the way.
          const others: readonly (readonly [string, Place, number, Claim])[] = [
            [nameOf(sibling), sibling, seed, {}],
            [nameOf(stranger), stranger, seed, {}],
            ['another user', home, world().nextSeed(), { subject: 'user-2' }],
          ];
          for (const [who, place, content, claim] of others) {
            const other = await createWithKey(world, resource, place, {
              key,
              seed: content,
              claim,
            });
            if (other.id === undefined || other.id === first.id) {
              findings.push(
                `${
                  resource.create.method.name
                }: ${who} with the key of a user of ${nameOf(home)} gets ${
                  other.id === first.id ? "the other's response" : other.text
                }`,
              );
            }
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'the same key with the same request changes nothing a second time, also at the same time',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        const { home } = world();
        for (const resource of world().options.resources) {
          const message = keyed(
            world,
            resource,
            home,
            crypto.randomUUID(),
            world().nextSeed(),
          );
          const before = await storedIds(world(), resource, home);
          const outcomes = await inParallel([1, 2, 3, 4], () =>
            world().callIn(home, resource.create.method, message),
          );
          const ids = new Set(
            outcomes.flatMap(outcome =>
              outcome.messages.map(
                response => resource.create.read(response).id,
              ),
            ),
          );
          const after = await storedIds(world(), resource, home);
          const failed = outcomes.filter(
            outcome =>
              outcome.code !== undefined &&
              outcome.code !== Code.Aborted &&
              outcome.code !== Code.Unavailable,
          );
          if (ids.size !== 1 || after.length !== before.length + 1) {
            findings.push(
              `${resource.create.method.name}: four equal requests made ${
                after.length - before.length
              } row(s) and gave ${ids.size} id(s)`,
            );
          }
          findings.push(
            ...failed.map(
              outcome =>
                `${
                  resource.create.method.name
                }: a repeated request gave ${describeCall(outcome)}`,
            ),
          );
        }
        assertNothingFound(findings);
      },
    );

    it(
      'the same key with another request is refused',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        const { home } = world();
        for (const resource of world().options.resources) {
          const key = crypto.randomUUID();
          const { method } = resource.create;
          const first = keyed(world, resource, home, key, world().nextSeed());
          await world().callIn(home, method, first);
          const other = otherRequest(world, resource, home, key, first);
          const outcome = await world().callIn(home, method, other);
          if (outcome.code !== Code.InvalidArgument) {
            findings.push(
              `${resource.create.method.name}: ${describeCall(
                outcome,
              )}, not InvalidArgument`,
            );
          }
        }
        assertNothingFound(findings);
      },
    );
  });
}

function keyed(
  world: WorldRef,
  resource: IsolationResource,
  place: Place,
  key: string,
  seed: number,
  referenceNumber?: number,
): Message {
  const { method } = resource.create;
  const message = resource.create.message(
    resource.sample(
      seed,
      world().referencesIn(resource, place, referenceNumber),
    ),
  );
  if (!setClientRequestId(method.input, message, key)) {
    throw new Error(`${method.name}: its request has no client_request_id`);
  }
  return message;
}

/** Seeds and references that are tried to make two requests differ; few fields leave few possibilities. */
const TRIES = 4;

/**
 * A request with the same key that asks for something else: other content, or
 * where there is none, a reference to another row.
 */
function otherRequest(
  world: WorldRef,
  resource: IsolationResource,
  place: Place,
  key: string,
  first: Message,
): Message {
  for (let number = 0; number < TRIES; number++) {
    const other = keyed(
      world,
      resource,
      place,
      key,
      world().nextSeed(),
      number,
    );
    if (!equals(resource.create.method.input, first, other)) {
      return other;
    }
  }
  throw new Error(
    `${resource.name}: sample() gives the same content for every seed`,
  );
}

async function createWithKey(
  world: WorldRef,
  resource: IsolationResource,
  place: Place,
  {
    key,
    seed,
    claim = {},
  }: { key: string; seed: number; claim?: CallClaims & Claim },
): Promise<{ id: string | undefined; text: string }> {
  const outcome = await world().callIn(
    place,
    resource.create.method,
    keyed(world, resource, place, key, seed),
    claim,
  );
  const [response] = outcome.messages;
  return {
    id: response === undefined ? undefined : resource.create.read(response).id,
    text: describeCall(outcome),
  };
}
