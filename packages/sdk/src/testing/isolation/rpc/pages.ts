import type { Message } from '@bufbuild/protobuf';

import type {
  IsolatedPage,
  IsolationResource,
  PageArgument,
} from '../isolation-resource.js';
import type { Operation } from '../operation.js';
import type { Claim, IsolationWorld } from '../world/isolation-world.js';
import type { Place } from '../world/place.js';
import { nameOf } from '../world/place.js';
import { describeCall, type CallClaims } from './rpc-caller.js';

const LARGEST_PAGE = 100;
const MOST_PAGES = 50;

/** Every id that a list gives to a member of a place, page after page. */
export async function listIds(
  world: IsolationWorld,
  place: Partial<Place> & { tenantId: string },
  list: Operation<PageArgument, IsolatedPage>,
  change: {
    claims?: CallClaims & Claim;
    prepare?: (message: Message) => void;
    pageSize?: number;
  } = {},
): Promise<string[]> {
  const ids: string[] = [];
  let pageToken = '';
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const message = list.message({
      pageSize: change.pageSize ?? LARGEST_PAGE,
      pageToken,
    });
    change.prepare?.(message);
    const outcome = await world.callIn(
      place,
      list.method,
      message,
      change.claims,
    );
    const [response] = outcome.messages;
    if (response === undefined) {
      throw new Error(
        `${list.method.name} for ${JSON.stringify(place)}: ${describeCall(
          outcome,
        )}`,
      );
    }
    const read = list.read(response);
    ids.push(...read.ids);
    if (read.nextPageToken === '') {
      return ids;
    }
    pageToken = read.nextPageToken;
  }
  throw new Error(`${list.method.name}: more than ${MOST_PAGES} pages`);
}

/** Every id that an export streams to a member of a place. */
export async function exportIds(
  world: IsolationWorld,
  place: Place,
  stream: Operation<void, readonly string[]>,
  change: {
    claims?: CallClaims & Claim;
    prepare?: (message: Message) => void;
  } = {},
): Promise<string[]> {
  const message = stream.message();
  change.prepare?.(message);
  const outcome = await world.callIn(
    place,
    stream.method,
    message,
    change.claims,
  );
  if (outcome.code !== undefined) {
    throw new Error(
      `${stream.method.name} for ${nameOf(place)}: ${describeCall(outcome)}`,
    );
  }
  return outcome.messages.flatMap(part => [...stream.read(part)]);
}

/** The ids that are really there, as an administrator sees them; of the whole tenant when no organisation is named. */
export async function storedIds(
  world: IsolationWorld,
  resource: IsolationResource,
  place: Partial<Place> & { tenantId: string },
): Promise<string[]> {
  const table = world.tables.find(
    candidate => candidate.name === resource.table,
  );
  if (table === undefined) {
    throw new Error(
      `${resource.name}: there is no table ${
        resource.table
      }; tables are ${world.tables.map(({ name }) => name).join(', ')}`,
    );
  }
  const rows = await world.admin.rows(
    `SELECT id::text AS id FROM ${table.sql} WHERE tenant_id = $1${
      place.organizationId === undefined ? '' : ' AND organization_id = $2'
    }`,
    place.organizationId === undefined
      ? [place.tenantId]
      : [place.tenantId, place.organizationId],
  );
  return rows.map(row => String(row['id']));
}

/** Differences between what was given and what should have been. */
export function idFindings(
  where: string,
  given: readonly string[],
  expected: readonly string[],
): string[] {
  const foreign = given.filter(id => !expected.includes(id));
  const missing = expected.filter(id => !given.includes(id));
  return [
    ...(foreign.length > 0
      ? [`${where}: gives ${foreign.length} row(s) that are not of the caller`]
      : []),
    ...(missing.length > 0
      ? [
          `${where}: leaves out ${missing.length} of the caller's ${expected.length} row(s)`,
        ]
      : []),
    ...(given.length !== new Set(given).size
      ? [`${where}: gives a row twice`]
      : []),
  ];
}
