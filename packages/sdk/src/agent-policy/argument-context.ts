import { isPlainObject } from './own-data.js';
import { type Reason, reason } from './reason.js';

/** For whom a call is made, as verified from the token. */
export interface VerifiedContext {
  readonly tenantId: unknown;
  readonly organizationId: unknown;
  readonly userId: unknown;
}

type Claim = 'tenant' | 'organization' | 'user';

/**
 * Names of arguments that say for whom something is done, without case and
 * without what stands between the words. Every name with a tenant in it is one;
 * organisations and users are also things that business data is about, so that
 * only what reads like an id of the caller's is.
 */
const CLAIMS: readonly (readonly [Claim, RegExp])[] = [
  ['tenant', /tenant/],
  [
    'organization',
    /^(x|my|current|target|as)?(organi[sz]ation|org)(id|key|ref|slug|uuid)?s?$/,
  ],
  [
    'user',
    /^(x|my|current|target|as)?(user|actor|principal|sponsor)(id|key|ref|uuid)?s?$/,
  ],
  ['user', /^(sub|runas|actas|onbehalfof.*|.*impersonat.*)$/],
];

const MAX_DEPTH = 32;
const MAX_VALUES = 20_000;

/**
 * Finds arguments that say for whom the call is: a model's output can name
 * neither a tenant nor an organisation nor a user other than the verified one
 * (§7). Arguments must be plain JSON data, whose every property is looked at.
 */
export function argumentReasons(
  given: unknown,
  verified: VerifiedContext,
): Reason[] {
  const found = new Set<Claim>();
  let left = MAX_VALUES;

  /** Whether everything below could be read. */
  const walk = (value: unknown, depth: number): boolean => {
    left -= 1;
    if (left < 0 || depth > MAX_DEPTH) return false;
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return true;
      case 'number':
        return Number.isFinite(value);
      case 'object':
        break;
      default:
        return false;
    }
    if (value === null) return true;
    const list = Array.isArray(value);
    if (!list && !isPlainObject(value)) return false;
    for (const key of Reflect.ownKeys(value)) {
      if (list && key === 'length') continue;
      if (typeof key !== 'string' || key === '__proto__') return false;
      // An accessor could show us one value and the tool another.
      const property = Object.getOwnPropertyDescriptor(value, key);
      if (property === undefined || !('value' in property)) return false;
      if (!list) note(key, property.value);
      if (!walk(property.value, depth + 1)) return false;
    }
    return true;
  };

  const note = (key: string, value: unknown): void => {
    const claim = claimOf(key);
    if (claim === undefined || value === undefined) return;
    const mine = {
      tenant: verified.tenantId,
      organization: verified.organizationId,
      user: verified.userId,
    }[claim];
    const isMine = (item: unknown) => typeof item === 'string' && item === mine;
    if (!(Array.isArray(value) ? value.every(isMine) : isMine(value))) {
      found.add(claim);
    }
  };

  const reasons: Reason[] = [];
  if (!walk(given, 0)) {
    reasons.push(
      reason(
        'ARGUMENTS_UNREADABLE',
        'request.arguments',
        'the arguments are not plain JSON data of reasonable size.',
      ),
    );
  }
  if (found.has('tenant')) {
    reasons.push(foreign('ARGUMENTS_NAME_TENANT', 'a tenant'));
  }
  if (found.has('organization')) {
    reasons.push(foreign('ARGUMENTS_NAME_ORGANIZATION', 'an organisation'));
  }
  if (found.has('user')) {
    reasons.push(foreign('ARGUMENTS_NAME_USER', 'a user'));
  }
  return reasons;
}

function claimOf(key: string): Claim | undefined {
  const name = key
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  return CLAIMS.find(([, names]) => names.test(name))?.[0];
}

function foreign(code: Reason['code'], what: string): Reason {
  return reason(
    code,
    'request.arguments',
    `the arguments name ${what} that is not the verified one; for whom a call is made comes from the token alone.`,
  );
}
