import type { Evaluation, Finding } from '../../control/control';
import type { Realm, Realms } from '../../facts/realms/realms';
import type { PlacedValue } from '../../facts/yaml-cursor';

/** A member of a value, by a path of names. */
export function at(
  value: PlacedValue | undefined,
  ...path: readonly string[]
): PlacedValue | undefined {
  let current = value;
  for (const name of path) current = current?.members?.get(name);
  return current;
}

/** Whether a switch is on. */
export function isOn(value: PlacedValue | undefined): boolean {
  return value?.text === 'true';
}

/** Seconds of a setting; undefined where it is not a number. */
export function secondsOf(value: PlacedValue | undefined): number | undefined {
  const seconds = Number(value?.text);
  return value?.text === undefined || Number.isNaN(seconds)
    ? undefined
    : seconds;
}

/** A client of a realm. */
export interface RealmClient {
  readonly id: string;
  readonly value: PlacedValue;
}

/** What Keycloak makes for itself in every realm; what a realm file says of them is what Keycloak wrote. */
const BUILT_IN = new Set([
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
  'master-realm',
]);

/** Clients that somebody has added, and that are in use. */
export function clientsOf({ root }: Realm): RealmClient[] {
  return (at(root, 'clients')?.items ?? []).flatMap(value => {
    const id = at(value, 'clientId')?.text ?? '';
    return BUILT_IN.has(id) || at(value, 'enabled')?.text === 'false'
      ? []
      : [{ id, value }];
  });
}

/** Whether people sign in through a client by a redirect: Keycloak's default. */
export function hasStandardFlow({ value }: RealmClient): boolean {
  return (
    at(value, 'standardFlowEnabled')?.text !== 'false' &&
    !isOn(at(value, 'bearerOnly')) &&
    (at(value, 'protocol')?.text ?? 'openid-connect') === 'openid-connect'
  );
}

/** What puts claims into tokens: of clients and of the scopes that they may ask for. */
export function mappersOf(
  realm: Realm,
): { readonly owner: string; readonly mapper: PlacedValue }[] {
  return [
    ...(at(realm.root, 'clients')?.items ?? []).map(value => ({
      owner: at(value, 'clientId')?.text ?? '',
      value,
    })),
    ...(at(realm.root, 'clientScopes')?.items ?? []).map(value => ({
      owner: `scope ${at(value, 'name')?.text ?? ''}`,
      value,
    })),
  ].flatMap(({ owner, value }) =>
    (at(value, 'protocolMappers')?.items ?? []).map(mapper => ({
      owner,
      mapper,
    })),
  );
}

/** Evaluates every realm of a tree. */
export function eachRealm(
  { realms }: Realms,
  evaluate: (realm: Realm) => readonly Omit<Finding, 'file'>[],
): Evaluation {
  if (realms.length === 0) {
    return {
      notApplicable: 'No realm of an identity provider is described here.',
    };
  }
  const seen = new Map<string, number>();
  return realms.flatMap(realm =>
    evaluate(realm).map(finding => {
      // Two clients of one name are told apart by their order.
      const subject = `${realm.name} ${finding.subject}`;
      const count = (seen.get(`${realm.file} ${subject}`) ?? 0) + 1;
      seen.set(`${realm.file} ${subject}`, count);
      return {
        ...finding,
        file: realm.file,
        subject: count === 1 ? subject : `${subject} ${count}`,
      };
    }),
  );
}
