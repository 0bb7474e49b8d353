import { describe, it } from 'node:test';

import { setTimeout as sleep } from 'node:timers/promises';

import {
  describeCall,
  inParallel,
  isTurnedAway,
  PROTOCOLS,
} from '../rpc/rpc-caller.js';
import { tokenAttacks } from '../rpc/token-attacks.js';
import { assertNothingFound } from '../world/findings.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** Nobody gets in without a valid token, through any method, unary or streaming, by either protocol. */
export function registerTokenChecks(world: WorldRef): void {
  describe('tokens', () => {
    it(
      'no method, unary or streaming, answers to a missing, forged, expired or foreign token',
      CHECK_OPTIONS,
      async () => {
        const { methods, caller, home, service } = world();
        const attacks = await tokenAttacks(service, home, [
          'admin',
          'contributor',
          'viewer',
        ]);
        const tries = attacks.flatMap(attack =>
          methods
            .filter(
              method =>
                attack.onlyWithOrganization !== true ||
                !world().isTenantWide(method),
            )
            .flatMap(method =>
              PROTOCOLS.map(protocol => ({ attack, method, protocol })),
            ),
        );
        const findings = await inParallel(
          tries,
          async ({ attack, method, protocol }) => {
            const message = world().validMessage(method, home);
            world().plant(method, message);
            const outcome = await caller.call(method, message, {
              authorization: attack.authorization,
              protocol,
            });
            return isTurnedAway(outcome)
              ? []
              : [
                  `${method.name} (${protocol}) with ${
                    attack.name
                  }: ${describeCall(outcome)}`,
                ];
          },
        );
        assertNothingFound(findings.flat());
      },
    );

    it('who is turned away is not told why', CHECK_OPTIONS, async () => {
      const { methods, caller, home, service } = world();
      const attacks = await tokenAttacks(service, home, ['admin']);
      const [method] = methods;
      if (method === undefined) {
        throw new Error('the service has no method');
      }
      const texts = await inParallel(
        attacks.filter(
          ({ name }) =>
            !name.includes('organisation') && !name.includes('not served here'),
        ),
        async ({ authorization }) =>
          (
            await caller.call(method, world().validMessage(method, home), {
              authorization,
            })
          ).text,
      );
      const distinct = [...new Set(texts)];
      assertNothingFound(
        distinct.length <= 1
          ? []
          : [`the refusals differ: ${distinct.join(' | ')}`],
      );
    });

    it(
      'a token that has been used is refused as soon as it has expired',
      CHECK_OPTIONS,
      async () => {
        const { home, service, caller } = world();
        const resource = world().options.resources[0];
        if (resource === undefined) {
          throw new Error('there is no resource');
        }
        const { method } = resource.get;
        const role = world().roleFor(method);
        const token =
          role === 'service'
            ? await service.peerToken({
                service: 'isolation-peer',
                ...home,
                lifetime: 2,
              })
            : await service.userToken({ ...home, roles: [role], lifetime: 2 });
        const call = () =>
          caller.call(method, world().validMessage(method, home), {
            authorization: `Bearer ${token}`,
          });
        const before = await call();
        await sleep(
          2_000 + service.config.auth.clockToleranceSeconds * 1_000 + 300,
        );
        const after = await call();
        assertNothingFound([
          ...(before.code === undefined
            ? []
            : [`${method.name} before the expiry: ${describeCall(before)}`]),
          ...(isTurnedAway(after)
            ? []
            : [`${method.name} after the expiry: ${describeCall(after)}`]),
        ]);
      },
    );
  });
}
