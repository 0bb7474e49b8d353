import type { ContractAggregate } from './contract';
import type { Finding } from './finding';

/**
 * References must lead to an aggregate of the service. An aggregate may refer to
 * itself (a tree) when the reference is optional, or the first row could never
 * be made. A cycle over several aggregates is refused: the way back is a list
 * filtered by the reference, and no order of creation would satisfy both keys.
 */
export function checkReferences(
  aggregates: readonly ContractAggregate[],
): Finding[] {
  const names = aggregates.map(aggregate => aggregate.name);
  const findings: Finding[] = [];
  aggregates.forEach((aggregate, index) =>
    aggregate.fields.forEach((field, position) => {
      if (field.type !== 'reference' || field.target === undefined) return;
      const place = { aggregate: index, field: position };
      if (!names.includes(field.target)) {
        findings.push({
          ...place,
          attribute: 'target',
          message: `no aggregate is named ${
            field.target
          }; use one of ${names.join(', ')}`,
        });
      } else if (field.target === aggregate.name && field.required) {
        findings.push({
          ...place,
          attribute: 'required',
          message:
            'a reference to its own aggregate cannot be required, or the first one could never be created; make it optional',
        });
      } else if (field.target !== aggregate.name) {
        const way = wayBack(aggregates, field.target, aggregate.name);
        if (way !== undefined) {
          findings.push({
            ...place,
            attribute: 'target',
            message: `the references form a circle: ${[
              aggregate.name,
              ...way,
            ].join(
              ', ',
            )}; remove one of them, the way back is a list filtered by the other`,
          });
        }
      }
    }),
  );
  return findings;
}

function wayBack(
  aggregates: readonly ContractAggregate[],
  from: string,
  to: string,
): string[] | undefined {
  const visited = new Set<string>();
  const walk = (name: string, way: readonly string[]): string[] | undefined => {
    if (name === to) return [...way, name];
    if (visited.has(name)) return undefined;
    visited.add(name);
    for (const target of targetsOf(aggregates, name)) {
      const found = walk(target, [...way, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(from, []);
}

/** Names of the other aggregates that an aggregate refers to. */
export function targetsOf(
  aggregates: readonly ContractAggregate[],
  name: string,
): string[] {
  const fields =
    aggregates.find(aggregate => aggregate.name === name)?.fields ?? [];
  return fields.flatMap(field =>
    field.type === 'reference' &&
    field.target !== undefined &&
    field.target !== name
      ? [field.target]
      : [],
  );
}
