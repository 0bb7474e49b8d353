import type { Workload } from './workload';
import { at, itemsAt, textAt, type Node } from './yaml/node';

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
