import { isPlainObject, own, ownList, ownStrings } from './own-data.js';

/**
 * What a grant demands of one argument. `path` names own properties from the
 * outermost in; it leads through objects, never into arrays. An argument that is
 * not there meets nothing but `absent`. There are no patterns on purpose: what a
 * person granted must be readable.
 */
export type ArgumentConstraint =
  | {
      readonly kind: 'one-of';
      readonly path: readonly string[];
      readonly values: readonly (string | number | boolean)[];
    }
  | {
      readonly kind: 'minimum' | 'maximum';
      readonly path: readonly string[];
      /** Bound of a number, itself allowed. */
      readonly limit: number;
    }
  | {
      readonly kind: 'maximum-length';
      readonly path: readonly string[];
      /** UTF-16 code units of a text, or items of a list. */
      readonly limit: number;
    }
  | {
      readonly kind: 'prefix';
      readonly path: readonly string[];
      /** Ends with `/`, `:`, `-`, `_` or `#`; with `/` after a host. */
      readonly prefix: string;
    }
  | { readonly kind: 'absent'; readonly path: readonly string[] };

/** Whether the arguments meet a constraint; undefined when the constraint itself says nothing that is known. */
export type ConstraintCheck = (argumentsGiven: unknown) => boolean;

/**
 * Reads a constraint once.
 *
 * @returns undefined for an unknown kind, a path that leads nowhere, or a bound
 *   that bounds nothing: a grant that holds such a constraint permits nothing.
 */
export function constraintCheck(
  constraint: unknown,
): ConstraintCheck | undefined {
  const path = ownStrings(constraint, 'path');
  if (path === undefined || path.length === 0 || path.includes('')) {
    return undefined;
  }
  const accepts = acceptor(constraint);
  return accepts && (given => accepts(valueAt(given, path)));
}

function acceptor(
  constraint: unknown,
): ((value: unknown) => boolean) | undefined {
  const limit = own(constraint, 'limit');
  switch (own(constraint, 'kind')) {
    case 'one-of': {
      const values = ownList(constraint, 'values');
      return values?.length && values.every(isScalar)
        ? value => isScalar(value) && values.includes(value)
        : undefined;
    }
    case 'minimum':
      return isFinite(limit)
        ? value => isFinite(value) && value >= limit
        : undefined;
    case 'maximum':
      return isFinite(limit)
        ? value => isFinite(value) && value <= limit
        : undefined;
    case 'maximum-length':
      return isFinite(limit) && limit >= 0
        ? value =>
            (typeof value === 'string' || Array.isArray(value)) &&
            value.length <= limit
        : undefined;
    case 'prefix': {
      const prefix = own(constraint, 'prefix');
      return isPrefix(prefix)
        ? value => typeof value === 'string' && staysUnder(value, prefix)
        : undefined;
    }
    case 'absent':
      return value => value === undefined;
    default:
      return undefined;
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return (
    typeof value === 'string' || typeof value === 'boolean' || isFinite(value)
  );
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/**
 * A prefix must end where a name ends: `https://api.example` is also the
 * beginning of `https://api.example.attacker`.
 */
function isPrefix(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /[/:_#-]$/.test(value) &&
    !/[\p{C}\s\\%]/u.test(value) &&
    (!value.includes(':/') ||
      /^[a-z][a-z0-9+.-]*:\/\/[^/@]+\/(.*\/)?$/.test(value))
  );
}

/** Begins with the prefix, and nothing in the rest leads out again. */
function staysUnder(value: string, prefix: string): boolean {
  if (!value.startsWith(prefix)) return false;
  const rest = value.slice(prefix.length);
  return (
    rest !== '' &&
    !/[\p{C}\\%]/u.test(rest) &&
    rest.split('/').every(part => part !== '' && part !== '.' && part !== '..')
  );
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    // What cannot be walked has no such argument.
    if (!isPlainObject(at)) return undefined;
    at = own(at, name);
  }
  return at;
}
