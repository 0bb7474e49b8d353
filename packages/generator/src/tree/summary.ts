import type { DomainModel } from '../domain/model';

/** What was made and what it promises, a line each, for people. */
export function summarize(
  model: DomainModel,
  replaced: readonly string[],
  fileCount: number,
  promises: readonly string[],
): string[] {
  const { service, aggregates } = model;
  const methods = aggregates.reduce(
    (sum, aggregate) => sum + (aggregate.tenantWideList ? 6 : 5),
    0,
  );
  const names = aggregates.map(aggregate => aggregate.name).join(', ');
  return [
    `Service ${service.id} (${service.protoPackage}.${service.serviceName}) with ${methods} methods in ${fileCount} files.`,
    `Aggregates: ${names}.`,
    ...(replaced.length > 0
      ? [
          `Messages of the given .proto that the standard ones take the place of: ${replaced.join(
            ', ',
          )}.`,
        ]
      : []),
    ...promises.map(promise => `Promise: ${promise}`),
  ];
}
