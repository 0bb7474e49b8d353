import type { Fact } from './fact';
import type { Metadata } from './metadata/metadata';
import type { Realms } from './realms/realms';
import type { Secrets } from './secrets/secrets';
import type { Supply } from './supply/supply';

/** Everything that can be known about a tree, by the name that a control asks for it. */
export interface FactValues {
  readonly metadata: Metadata;
  readonly realms: Realms;
  readonly secrets: Secrets;
  readonly supply: Supply;
}

export type FactName = keyof FactValues;

/** What was found out about one tree. Each is gathered once, and only when a control needs it. */
export type Facts = { readonly [N in FactName]: Fact<FactValues[N]> };
