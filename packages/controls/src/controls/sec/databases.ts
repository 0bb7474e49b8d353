import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import type { ServiceDescription } from '../../facts/metadata/service-description';
import {
  at,
  itemsAt,
  textAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import type { Workload } from '../../facts/manifests/workload';
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

/** A Secret that a pod uses, and where. */
export interface SecretUse {
  readonly name: string;
  readonly node: Node;
  /** Keys that are mounted; undefined for all of them. */
  readonly keys?: readonly string[];
}

/** Every Secret that a workload's pods mount or take into their environment. */
export function secretUses({
  pod,
  containers,
}: Workload): readonly SecretUse[] {
  const uses: SecretUse[] = [];
  const add = (node: Node | undefined, field: string): void => {
    const name = textAt(node, field);
    if (node === undefined || name === undefined) return;
    const items = at(node, 'items');
    uses.push({
      name,
      node: at(node, field) ?? node,
      ...(items === undefined
        ? {}
        : { keys: itemsAt(items).flatMap(item => textAt(item, 'key') ?? []) }),
    });
  };
  for (const volume of itemsAt(pod, 'volumes')) {
    add(at(volume, 'secret'), 'secretName');
    for (const source of itemsAt(volume, 'projected', 'sources')) {
      add(at(source, 'secret'), 'name');
    }
    add(at(volume, 'csi', 'nodePublishSecretRef'), 'name');
  }
  for (const { node } of containers) {
    for (const variable of itemsAt(node, 'env')) {
      add(at(variable, 'valueFrom', 'secretKeyRef'), 'name');
    }
    for (const source of itemsAt(node, 'envFrom')) {
      add(at(source, 'secretRef'), 'name');
    }
  }
  return uses;
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
