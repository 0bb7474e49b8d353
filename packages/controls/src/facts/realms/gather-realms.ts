import type { SourceTree } from '../../source/source-tree';
import { available, type Fact } from '../fact';
import { YamlCursor, type PlacedValue } from '../yaml-cursor';
import type { Realm, Realms } from './realms';

/** Longest file that is looked into for a realm; an export with all its users is longer. */
const LONGEST = 2_000_000;

/** What every realm has besides its name. */
const REALM_MEMBERS = [
  'clients',
  'clientScopes',
  'users',
  'roles',
  'components',
  'sslRequired',
  'identityProviders',
  'requiredActions',
  'authenticationFlows',
];

function isRealm(value: PlacedValue): boolean {
  return (
    value.members?.get('realm')?.text !== undefined &&
    REALM_MEMBERS.some(member => value.members?.has(member) === true)
  );
}

function shifted(value: PlacedValue, lines: number): PlacedValue {
  return {
    ...value,
    line: value.line + lines,
    ...(value.members === undefined
      ? {}
      : {
          members: new Map(
            [...value.members].map(([key, one]) => [key, shifted(one, lines)]),
          ),
        }),
    ...(value.items === undefined
      ? {}
      : { items: value.items.map(one => shifted(one, lines)) }),
  };
}

/** Realms in a value: itself, the members of a list of them, the object of Keycloak's operator, and the texts of a ConfigMap. */
function realmsIn(value: PlacedValue, depth = 0): PlacedValue[] {
  if (isRealm(value)) return [value];
  if (value.items !== undefined) {
    return value.items.filter(isRealm);
  }
  if (value.members?.get('kind')?.text === 'KeycloakRealmImport') {
    const realm = value.members.get('spec')?.members?.get('realm');
    return realm !== undefined && realm.members !== undefined ? [realm] : [];
  }
  const data = value.members?.get('data')?.members;
  if (data === undefined || depth > 0) return [];
  return [...data.values()].flatMap(({ text, line }) =>
    text !== undefined && text.includes('"realm"')
      ? YamlCursor.parseAll(text).flatMap(document =>
          realmsIn(document.toPlain(), 1).map(one => shifted(one, line)),
        )
      : [],
  );
}

/** Finds the realms of Keycloak in a tree, in whatever file they lie. */
export function gatherRealms(tree: SourceTree): Fact<Realms> {
  const realms: Realm[] = [];
  for (const [file, content] of tree.files) {
    if (!/\.(?:json|ya?ml)$/.test(file) || content.length > LONGEST) continue;
    const text = Buffer.from(content).toString('utf8');
    if (!/"realm"\s*:|\brealm:/.test(text)) continue;
    for (const document of YamlCursor.parseAll(text)) {
      for (const root of realmsIn(document.toPlain())) {
        realms.push({
          file,
          name: root.members?.get('realm')?.text ?? '',
          root,
        });
      }
    }
  }
  return available({ realms });
}
