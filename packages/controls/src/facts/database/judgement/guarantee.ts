import type { Guarantee } from '../database';

/** Nothing is known of the rows. */
export const NOTHING_KNOWN: Guarantee = {
  tenant: false,
  organization: false,
  nothing: false,
};

/** There are no rows, of which everything holds. */
export const NO_ROWS: Guarantee = {
  tenant: true,
  organization: true,
  nothing: true,
};

/** Rows that pass both. */
export function both(first: Guarantee, second: Guarantee): Guarantee {
  if (first.nothing || second.nothing) return NO_ROWS;
  return {
    tenant: first.tenant || second.tenant,
    organization: first.organization || second.organization,
    nothing: false,
  };
}

/** Rows that pass the one or the other. */
export function either(first: Guarantee, second: Guarantee): Guarantee {
  return {
    tenant: first.tenant && second.tenant,
    organization: first.organization && second.organization,
    nothing: first.nothing && second.nothing,
  };
}
