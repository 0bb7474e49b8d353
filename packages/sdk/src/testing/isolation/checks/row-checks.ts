import { describe, it } from 'node:test';

import type { Message } from '@bufbuild/protobuf';
import { Code } from '@connectrpc/connect';

import { exportIds, idFindings, listIds, storedIds } from '../rpc/pages.js';
import {
  describeCall,
  PROTOCOLS,
  type CallOutcome,
} from '../rpc/rpc-caller.js';
import { assertNothingFound } from '../world/findings.js';
import { nameOf, type Place } from '../world/place.js';
import type { IsolationResource } from '../isolation-resource.js';
import { CHECK_OPTIONS, type WorldRef } from './check.js';

/** Rows of another tenant, or of another organisation, cannot be reached through the API. */
export function registerRowChecks(world: WorldRef): void {
  describe('rows of others through the API', () => {
    it(
      'a row of another tenant or organisation answers exactly like one that does not exist',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const { resource, attacker, victim } of pairs(world)) {
          const row = world().rowOf(resource, victim);
          const before = await storedRow(world, resource, row.id);
          for (const use of rowUses(world, resource, attacker)) {
            const foreign = await world().callIn(
              attacker,
              use.method,
              use.message(row.id, row.version),
            );
            const absentId = crypto.randomUUID();
            const absent = await world().callIn(
              attacker,
              use.method,
              use.message(absentId, row.version),
            );
            if (foreign.code !== Code.NotFound || foreign.messages.length > 0) {
              findings.push(
                `${use.method.name}: ${nameOf(
                  attacker,
                )} asking for a row of ${nameOf(victim)} gets ${describeCall(
                  foreign,
                )}, not NotFound`,
              );
            } else if (shape(foreign, row.id) !== shape(absent, absentId)) {
              findings.push(
                `${use.method.name}: a row of ${nameOf(
                  victim,
                )} is told apart from no row: ${describeCall(
                  foreign,
                )} against ${describeCall(absent)}`,
              );
            }
          }
          if ((await storedRow(world, resource, row.id)) !== before) {
            findings.push(
              `${resource.name}: ${nameOf(
                attacker,
              )} has changed a row of ${nameOf(victim)}`,
            );
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      "one's own rows can be reached, by both protocols",
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources) {
          for (const place of world().everyPlace()) {
            const row = world().rowOf(resource, place);
            for (const protocol of PROTOCOLS) {
              const outcome = await world().callIn(
                place,
                resource.get.method,
                resource.get.message(row.id),
                { protocol },
              );
              const [response] = outcome.messages;
              if (
                response === undefined ||
                resource.get.read(response).id !== row.id
              ) {
                findings.push(
                  `${resource.get.method.name} (${protocol}) for ${nameOf(
                    place,
                  )}: ${describeCall(outcome)}`,
                );
              }
            }
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      "lists and exports give all of one's own rows and no others, page by page",
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources) {
          for (const place of world().everyPlace()) {
            const expected = await storedIds(world(), resource, place);
            if (resource.list !== undefined) {
              for (const pageSize of [2, 100]) {
                findings.push(
                  ...idFindings(
                    `${resource.list.method.name} for ${nameOf(place)}`,
                    await listIds(world(), place, resource.list, { pageSize }),
                    expected,
                  ),
                );
              }
            }
            if (resource.export !== undefined) {
              for (const protocol of PROTOCOLS) {
                findings.push(
                  ...idFindings(
                    `${resource.export.method.name} for ${nameOf(place)}`,
                    await exportIds(world(), place, resource.export, {
                      claims: { protocol },
                    }),
                    expected,
                  ),
                );
              }
            }
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'a tenant-wide list gives the rows of all organisations of the tenant, and of no other tenant',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources) {
          const list = resource.tenantWideList;
          if (list === undefined) {
            continue;
          }
          const { home, sibling, stranger } = world().places;
          for (const caller of [
            home,
            sibling,
            stranger,
            { tenantId: home.tenantId },
          ]) {
            const expected = await storedIds(world(), resource, {
              tenantId: caller.tenantId,
            });
            findings.push(
              ...idFindings(
                `${list.method.name} for ${JSON.stringify(caller)}`,
                await listIds(world(), caller, list),
                expected,
              ),
            );
          }
        }
        assertNothingFound(findings);
      },
    );

    it(
      'a page token of another place opens nothing',
      CHECK_OPTIONS,
      async () => {
        const findings: string[] = [];
        for (const resource of world().options.resources) {
          for (const list of [resource.list, resource.tenantWideList]) {
            if (list === undefined) {
              continue;
            }
            const { home, stranger } = world().places;
            const given = await world().callIn(
              stranger,
              list.method,
              list.message({ pageSize: 1, pageToken: '' }),
            );
            const [page] = given.messages;
            const pageToken =
              page === undefined ? '' : list.read(page).nextPageToken;
            if (pageToken === '') {
              findings.push(
                `${list.method.name}: a page of one row of several has no next page`,
              );
              continue;
            }
            const outcome = await world().callIn(
              home,
              list.method,
              list.message({ pageSize: 100, pageToken }),
            );
            const [stolen] = outcome.messages;
            const own = await storedIds(
              world(),
              resource,
              list === resource.list ? home : { tenantId: home.tenantId },
            );
            if (
              stolen === undefined
                ? outcome.code !== Code.InvalidArgument
                : list.read(stolen).ids.some(id => !own.includes(id))
            ) {
              findings.push(
                `${list.method.name}: with a page token of ${nameOf(
                  stranger,
                )}, ${nameOf(home)} gets ${describeCall(outcome)}`,
              );
            }
          }
        }
        assertNothingFound(findings);
      },
    );
  });
}

/** Every resource with every attacker and victim among the places. */
function pairs(
  world: WorldRef,
): { resource: IsolationResource; attacker: Place; victim: Place }[] {
  const places = world().everyPlace();
  return world().options.resources.flatMap(resource =>
    places.flatMap(attacker =>
      places
        .filter(victim => victim !== attacker)
        .map(victim => ({ resource, attacker, victim })),
    ),
  );
}

/** The methods that take the id of one row. */
function rowUses(
  world: WorldRef,
  resource: IsolationResource,
  attacker: Place,
): {
  method: CallOutcome['method'];
  message(id: string, version: number): Message;
}[] {
  const use = [
    resource.get.method,
    ...(resource.update === undefined ? [] : [resource.update.method]),
    ...(resource.actions ?? []).map(action => action.method),
  ];
  return use.map(method => ({
    method,
    message: (id, version) => {
      const known = world().useOf(method);
      if (known === undefined) {
        throw new Error(
          `${method.name} is not among the uses of ${resource.name}`,
        );
      }
      return known.message({
        id,
        version,
        seed: world().nextSeed(),
        references: world().referencesIn(resource, attacker),
      });
    },
  }));
}

/** What an outcome tells, without the id that was asked for. */
function shape(outcome: CallOutcome, id: string): string {
  return `${outcome.code} ${outcome.text.replaceAll(id, '<id>')}`;
}

async function storedRow(
  world: WorldRef,
  resource: IsolationResource,
  id: string,
): Promise<string> {
  const table = world().tables.find(
    candidate => candidate.name === resource.table,
  );
  const [row] =
    table === undefined
      ? []
      : await world().admin.rows(
          `SELECT to_jsonb(t)::text AS row FROM ${table.sql} t WHERE id = $1`,
          [id],
        );
  return String(row?.['row']);
}
