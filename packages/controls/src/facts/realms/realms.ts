import type { PlacedValue } from '../yaml-cursor';

/** A realm of Keycloak, as an export or a KeycloakRealmImport writes it. */
export interface Realm {
  readonly file: string;
  readonly name: string;
  readonly root: PlacedValue;
}

/** The realms that a tree describes. */
export interface Realms {
  readonly realms: readonly Realm[];
}
