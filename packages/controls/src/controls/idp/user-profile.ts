import type { Realm } from '../../facts/realms/realms';
import { YamlCursor, type PlacedValue } from '../../facts/yaml-cursor';
import { at } from './realm-values';

/** What users may do with attributes of their own account. */
export interface UserProfile {
  /** Attributes that users may change themselves. */
  readonly editableByUsers: ReadonlySet<string>;
  /** Attributes that only administrators may change. */
  readonly managed: ReadonlySet<string>;
  /** Whether users may add attributes that nothing describes. */
  readonly unmanagedByUsers: boolean;
}

const PROVIDER = 'org.keycloak.userprofile.UserProfileProvider';

/** The user profile of a realm; undefined where it has none. */
export function userProfileOf(realm: Realm): UserProfile | undefined {
  const config = at(realm.root, 'components', PROVIDER)?.items?.[0];
  const text = at(config, 'config', 'kc.user.profile.config')?.items?.[0]?.text;
  if (text === undefined) return undefined;
  const profile: PlacedValue | undefined = YamlCursor.parseAll(
    text.slice(0, 500_000),
  )[0]?.toPlain();
  const editable = new Set<string>();
  const managed = new Set<string>();
  for (const attribute of at(profile, 'attributes')?.items ?? []) {
    const name = at(attribute, 'name')?.text ?? '';
    const editors = at(attribute, 'permissions', 'edit')?.items ?? [];
    if (editors.some(editor => editor.text === 'user')) editable.add(name);
    else if (at(attribute, 'permissions') !== undefined) managed.add(name);
  }
  return {
    editableByUsers: editable,
    managed,
    unmanagedByUsers:
      at(profile, 'unmanagedAttributePolicy')?.text === 'ENABLED',
  };
}
