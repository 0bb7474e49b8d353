import { describe, it } from 'node:test';

import { EventService } from '../../../proto/ameide/common/v1/sinks_pb.js';
import { fullName } from '../rpc/rpc-caller.js';
import { assertNothingFound } from '../world/findings.js';
import { methodUses } from '../world/operations.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** What no check has exercised is not isolated, only unknown. */
export function registerCoverageChecks(world: WorldRef): void {
  describe('coverage', () => {
    it(
      'every method of the service is named by a resource',
      CHECK_OPTIONS,
      () => {
        const { methods, options } = world();
        const declared = new Set(methods.map(fullName));
        const named = options.resources
          .flatMap(methodUses)
          .map(({ method }) => fullName(method));
        const intake = fullName(EventService.method.deliver);
        assertNothingFound([
          ...[...declared]
            .filter(name => name !== intake && !named.includes(name))
            .map(
              name =>
                `${name}: no resource names it, so nothing attacks what it reaches`,
            ),
          ...named
            .filter(name => !declared.has(name))
            .map(
              name =>
                `${name} is named by a resource but is no method of the service`,
            ),
        ]);
      },
    );

    it('every method has succeeded for its owner', CHECK_OPTIONS, () => {
      const { methods, caller } = world();
      assertNothingFound(
        methods
          .filter(method => !caller.succeeded.has(fullName(method)))
          .map(
            method =>
              `${fullName(
                method,
              )} has never succeeded, so its refusals prove nothing`,
          ),
      );
    });

    it('every business table is the table of a resource', CHECK_OPTIONS, () => {
      const known = world().options.resources.map(({ table }) => table);
      assertNothingFound(
        world()
          .tables.filter(
            ({ name }) => !name.startsWith('app.') && !known.includes(name),
          )
          .map(
            ({ name }) =>
              `${name}: no resource names it, so its rows are not attacked`,
          ),
      );
    });
  });
}
