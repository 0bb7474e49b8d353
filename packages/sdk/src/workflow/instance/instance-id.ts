import { InvalidInstanceIdError } from '../port/errors.js';
import { checkName } from '../port/name.js';

/** Whose instance it is; from a verified token, never from a message. */
export interface InstanceScope {
  readonly tenantId: string;
  readonly organizationId: string;
}

/** What an instance id is made of. */
export interface InstanceKey extends InstanceScope {
  readonly workflow: string;
  /** What the instance is for, for example the id of an order; unique within the workflow. */
  readonly key: string;
}

const LONGEST_PART = 200;
const LONGEST_ID = 700;

/**
 * The id of an instance, `<tenant>:<organisation>:<workflow>:<key>`. Two different
 * keys never have one id, and all ids of a tenant begin with the tenant.
 *
 * @throws InvalidInstanceIdError when a part is empty, too long or has a character that cannot be stored.
 */
export function instanceId(key: InstanceKey): string {
  const id = [
    encodePart(key.tenantId, 'tenant'),
    encodePart(key.organizationId, 'organisation'),
    encodePart(checkName(key.workflow, 'workflow'), 'workflow'),
    encodePart(key.key, 'key'),
  ].join(':');
  if (id.length > LONGEST_ID) {
    throw new InvalidInstanceIdError(
      `The instance id would be ${id.length} characters long; ${LONGEST_ID} are allowed.`,
    );
  }
  return id;
}

/**
 * What an instance id says.
 *
 * @throws InvalidInstanceIdError when {@link instanceId} would not have made it.
 */
export function parseInstanceId(id: string): InstanceKey {
  const parts = id.split(':');
  const [tenantId = '', organizationId = '', workflow = '', key = ''] =
    parts.map(decodePart);
  const parsed = { tenantId, organizationId, workflow, key };
  let again: string | undefined;
  try {
    again = instanceId(parsed);
  } catch {
    again = undefined;
  }
  if (parts.length !== 4 || again !== id) {
    throw new InvalidInstanceIdError(
      `${JSON.stringify(id.slice(0, LONGEST_ID))} is not an instance id.`,
    );
  }
  return parsed;
}

/** Whether an id is one of a scope's; false for what is no id at all. */
export function isInScope(id: string, scope: InstanceScope): boolean {
  try {
    const key = parseInstanceId(id);
    return (
      key.tenantId === scope.tenantId &&
      key.organizationId === scope.organizationId
    );
  } catch {
    return false;
  }
}

function encodePart(part: string, what: string): string {
  const refuse = (problem: string): never => {
    throw new InvalidInstanceIdError(`The ${what} of an instance ${problem}.`);
  };
  if (part === '') {
    return refuse('is empty');
  }
  if (part.length > LONGEST_PART) {
    return refuse(`is longer than ${LONGEST_PART} characters`);
  }
  if (!part.isWellFormed() || /\p{Cc}/u.test(part)) {
    return refuse('has a character that cannot be in an id');
  }
  return encodeURIComponent(part);
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
