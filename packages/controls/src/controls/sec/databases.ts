import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import type { ServiceDescription } from '../../facts/metadata/service-description';
import {
  at,
  itemsAt,
  textAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import { isExternalSecret, targetOf } from './external-secrets';

/** Whether an object is a PostgreSQL cluster of CloudNativePG. */
export function isDatabase({ group, kind }: Manifest): boolean {
  return group === 'postgresql.cnpg.io' && kind === 'Cluster';
}

/** The Secret with the credentials of the owner of a cluster's database. CloudNativePG makes one where none is named. */
export function ownerSecretOf({ name, root }: Manifest): string {
  return (
    textAt(root, 'spec', 'bootstrap', 'initdb', 'secret', 'name') ??
    `${name}-app`
  );
}

/** Secrets whose credentials are those of a role, by what the manifests write into them. */
export function secretsOfRole(
  set: ManifestSet,
  role: string | undefined,
): readonly string[] {
  if (role === undefined) return [];
  return set.manifests
    .filter(isExternalSecret)
    .filter(
      ({ root }) =>
        textAt(root, 'spec', 'target', 'template', 'data', 'username') === role,
    )
    .map(targetOf);
}

/** The name of the role that an ExternalSecret writes into a Secret; undefined where none does. */
export function usernameIn(
  set: ManifestSet,
  secret: string,
): string | undefined {
  const writer = set.manifests.find(
    manifest => isExternalSecret(manifest) && targetOf(manifest) === secret,
  );
  return textAt(writer?.root, 'spec', 'target', 'template', 'data', 'username');
}

/** Secrets of the owner of the service's tables. */
export function ownerSecrets(
  set: ManifestSet,
  description: ServiceDescription | undefined,
): ReadonlySet<string> {
  return new Set([
    ...set.manifests.filter(isDatabase).map(ownerSecretOf),
    ...secretsOfRole(set, description?.database?.owner),
  ]);
}

/** Statements that a cluster runs as its superuser when it is made. */
export function superuserStatements({ root }: Manifest): readonly Node[] {
  const initdb = at(root, 'spec', 'bootstrap', 'initdb');
  return [
    'postInitSQL',
    'postInitApplicationSQL',
    'postInitTemplateSQL',
    'postInitSQLRefs',
    'postInitApplicationSQLRefs',
    'postInitTemplateSQLRefs',
  ].flatMap(field => at(initdb, field) ?? []);
}

/** Lines of `pg_hba.conf` that a cluster adds, in fields. */
export function hostRules({ root }: Manifest): readonly {
  readonly fields: readonly string[];
  readonly node: Node;
}[] {
  const rules = at(root, 'spec', 'postgresql', 'pg_hba');
  return itemsAt(rules).map(node => ({
    fields: (textAt(node) ?? '').trim().split(/\s+/),
    node,
  }));
}
