import type { Contracts } from './contracts/contracts';
import type { Fact } from './fact';
import type { Database } from './database/database';
import type { Manifests } from './manifests/manifests';
import type { SchemaViolation } from './manifests/schema/schema-violation';
import type { Metadata } from './metadata/metadata';
import type { Program } from './program/program';
import type { Realms } from './realms/realms';
import type { Secrets } from './secrets/secrets';
import type { Supply } from './supply/supply';

/** Everything that can be known about a tree, by the name that a control asks for it. */
export interface FactValues {
  readonly metadata: Metadata;
  readonly contracts: Contracts;
  readonly program: Program;
  readonly database: Database;
  readonly manifests: Manifests;
  /** What objects of the manifests hold that their kinds do not allow. */
  readonly manifestSchemas: readonly SchemaViolation[];
  readonly realms: Realms;
  readonly secrets: Secrets;
  readonly supply: Supply;
}

export type FactName = keyof FactValues;

/** What was found out about one tree. Each is gathered once, and only when a control needs it. */
export type Facts = { readonly [N in FactName]: Fact<FactValues[N]> };
