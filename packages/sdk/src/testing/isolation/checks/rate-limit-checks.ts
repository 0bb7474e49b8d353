import { describe, it } from 'node:test';

import {
  create,
  getOption,
  hasOption,
  type DescMethod,
} from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';

import { InProcessRateLimits } from '../../../node/chain/rate-limiter.js';
import { rate_limit } from '../../../proto/ameide/common/v1/options_pb.js';
import { inParallel, RpcCaller } from '../rpc/rpc-caller.js';
import { assertNothingFound } from '../world/findings.js';
import type { IsolationWorld } from '../world/isolation-world.js';
import type { Place } from '../world/place.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** A limit holds, for the one who has used it up and for nobody else. */
export function registerRateLimitChecks(world: WorldRef): void {
  describe('rate limits', () => {
    it(
      'every method has a limit, which holds for one organisation and touches no other',
      CHECK_OPTIONS,
      async () => {
        // The clock of this instance's limits stands still: nothing flows back, however slow the machine is.
        const instance = await world().service.startSecond(config => config, {
          rateLimits: new InProcessRateLimits(() => 0),
        });
        const caller = new RpcCaller(instance.url);
        try {
          assertNothingFound(await findLooseLimits(world(), caller));
        } finally {
          caller.close();
          await instance.close();
        }
      },
    );
  });
}

async function findLooseLimits(
  world: IsolationWorld,
  caller: RpcCaller,
): Promise<string[]> {
  const noisy = world.sparePlace();
  const otherTenant = world.sparePlace();
  const otherOrganization: Place = {
    tenantId: noisy.tenantId,
    organizationId: 'organization-2',
  };
  const findings: string[] = [];

  /** Whether an empty request is refused for the limit, which comes before the validation. */
  const isExhausted = async (
    method: DescMethod,
    place: Place,
    subject = 'user-1',
  ): Promise<boolean> => {
    const authorization = await world.authorization(place, {
      role: world.roleFor(method),
      subject,
    });
    const { code } = await caller.call(method, create(method.input), {
      authorization,
    });
    return code === Code.ResourceExhausted;
  };

  for (const method of world.methods) {
    const limit = hasOption(method, rate_limit)
      ? getOption(method, rate_limit)
      : undefined;
    if (
      limit === undefined ||
      limit.burst === 0 ||
      limit.requestsPerMinute === 0
    ) {
      findings.push(`${method.name}: has no rate limit in the contract`);
      continue;
    }
    const within = await inParallel(
      Array.from({ length: limit.burst }),
      () => isExhausted(method, noisy),
      32,
    );
    if (within.includes(true)) {
      findings.push(
        `${method.name}: refuses requests within its burst of ${limit.burst}`,
      );
    }
    if (!(await isExhausted(method, noisy))) {
      findings.push(
        `${method.name}: serves more requests at once than its burst of ${limit.burst}`,
      );
      continue;
    }
    if (!(await isExhausted(method, noisy, 'user-2'))) {
      findings.push(
        `${method.name}: another user of the same organisation has a limit of his own`,
      );
    }
    const others = [
      { who: 'another tenant', place: otherTenant },
      // A tenant-wide method has one limit for the tenant.
      ...(world.isTenantWide(method)
        ? []
        : [
            {
              who: 'another organisation of the tenant',
              place: otherOrganization,
            },
          ]),
    ];
    for (const { who, place } of others) {
      if (await isExhausted(method, place)) {
        findings.push(
          `${method.name}: the limit that one organisation has used up is closed to ${who}`,
        );
      }
    }
  }
  return findings;
}
