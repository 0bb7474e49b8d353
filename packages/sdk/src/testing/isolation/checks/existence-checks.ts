import { describe, it } from 'node:test';

import { Code } from '@connectrpc/connect';

import { describeCall, type CallOutcome } from '../rpc/rpc-caller.js';
import type { IsolationResource } from '../isolation-resource.js';
import { assertNothingFound } from '../world/findings.js';
import { nameOf, type Place } from '../world/place.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** Neither a unique field nor a reference tells what others have. */
export function registerExistenceChecks(world: WorldRef): void {
  describe('existence by unique fields and references', () => {
    it(
      'a reference to a row of another tenant or organisation fails exactly like one to no row',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources) {
          for (const [key, { resource: targetName }] of Object.entries(
            resource.references ?? {},
          )) {
            const target = world().resource(targetName);
            const { home, sibling, stranger } = world().places;
            for (const [attacker, victim] of [
              [home, sibling],
              [home, stranger],
              [stranger, home],
              [sibling, home],
            ] as const) {
              const foreignId = world().rowOf(target, victim).id;
              const absentId = crypto.randomUUID();
              const foreign = await createReferring(world, resource, attacker, {
                [key]: foreignId,
              });
              const absent = await createReferring(world, resource, attacker, {
                [key]: absentId,
              });
              if (foreign.code === undefined || absent.code === undefined) {
                findings.push(
                  `${resource.create.method.name}: ${nameOf(
                    attacker,
                  )} refers by ${key} to a row of ${nameOf(
                    victim,
                  )}: ${describeCall(foreign)}; to no row: ${describeCall(
                    absent,
                  )}`,
                );
              } else if (
                `${foreign.code} ${foreign.text.replaceAll(
                  foreignId,
                  '<id>',
                )}` !==
                `${absent.code} ${absent.text.replaceAll(absentId, '<id>')}`
              ) {
                findings.push(
                  `${
                    resource.create.method.name
                  }: ${key} tells a row of ${nameOf(
                    victim,
                  )} from no row: ${describeCall(
                    foreign,
                  )} against ${describeCall(absent)}`,
                );
              }
            }
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'a unique value is refused inside an organisation and free in every other place',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources.filter(
          candidate => candidate.unique,
        )) {
          const seed = world().nextSeed();
          for (const place of world().everyPlace()) {
            const first = await createSeeded(world, resource, place, seed);
            if (first.code !== undefined) {
              findings.push(
                `${resource.create.method.name} in ${nameOf(
                  place,
                )}: a value that only other places use is refused: ${describeCall(
                  first,
                )}`,
              );
            }
          }
          const again = await createSeeded(world, resource, world().home, seed);
          if (again.code !== Code.AlreadyExists) {
            findings.push(
              `${
                resource.create.method.name
              }: a value that is taken in one's own organisation gives ${describeCall(
                again,
              )}, not AlreadyExists`,
            );
          }
        }
        assertNothingFound(findings);
      },
    );
  });
}

function createSeeded(
  world: WorldRef,
  resource: IsolationResource,
  place: Place,
  seed: number,
  references: Readonly<Record<string, string>> = {},
): Promise<CallOutcome> {
  const use = world().useOf(resource.create.method);
  if (use === undefined) {
    throw new Error(`${resource.name}: cannot be created`);
  }
  const message = use.message({
    id: '',
    version: 0,
    seed,
    references: { ...world().referencesIn(resource, place), ...references },
  });
  return world().callIn(place, resource.create.method, message);
}

function createReferring(
  world: WorldRef,
  resource: IsolationResource,
  place: Place,
  references: Readonly<Record<string, string>>,
): Promise<CallOutcome> {
  return createSeeded(world, resource, place, world().nextSeed(), references);
}
