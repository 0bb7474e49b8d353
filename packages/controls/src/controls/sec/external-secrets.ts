import type { Manifest } from '../../facts/manifests/manifest';
import {
  at,
  itemsAt,
  textAt,
  type Node,
} from '../../facts/manifests/yaml/node';

/** The platform's store of a namespace. */
export const STORE = { kind: 'SecretStore', name: 'ameide-vault' } as const;

export function isExternalSecret({ group, kind }: Manifest): boolean {
  return group === 'external-secrets.io' && kind === 'ExternalSecret';
}

/** The name of the Secret that an ExternalSecret writes. */
export function targetOf({ name, root }: Manifest): string {
  return textAt(root, 'spec', 'target', 'name') ?? name;
}

/** Every store that an ExternalSecret names, and the references to generators. */
export function storesOf({ root }: Manifest): {
  readonly stores: readonly Node[];
  readonly generators: readonly Node[];
} {
  const own = at(root, 'spec', 'secretStoreRef');
  const sources = ['data', 'dataFrom'].flatMap(field =>
    itemsAt(root, 'spec', field).flatMap(item => at(item, 'sourceRef') ?? []),
  );
  return {
    stores: [
      ...(own === undefined ? [] : [own]),
      ...sources.flatMap(source => at(source, 'storeRef') ?? []),
    ],
    generators: sources.flatMap(source => at(source, 'generatorRef') ?? []),
  };
}

/** What is fetched from a store: each key, and each search for keys. */
export function keysOf({ root }: Manifest): {
  readonly keys: readonly Node[];
  readonly searches: readonly Node[];
} {
  const from = itemsAt(root, 'spec', 'dataFrom');
  return {
    keys: [
      ...itemsAt(root, 'spec', 'data').flatMap(
        item => at(item, 'remoteRef', 'key') ?? [],
      ),
      ...from.flatMap(item => at(item, 'extract', 'key') ?? []),
    ],
    searches: from.flatMap(item => at(item, 'find') ?? []),
  };
}
