import { formatPath, type Problem } from '../problem';
import type { ContractAggregate } from './contract';
import type { DomainInput } from './input';

/**
 * A projection leaves the service, so it names every field, and none that is
 * confidential or personal (seed section 5.1).
 */
export function checkProjections(
  projections: DomainInput['projections'],
  aggregates: readonly ContractAggregate[],
): Problem[] {
  const problems: Problem[] = [];
  const names = aggregates.map(aggregate => aggregate.name);
  const seen = new Set<string>();
  projections.forEach((projection, index) => {
    const report = (rest: readonly PropertyKey[], message: string) =>
      problems.push({
        path: formatPath(['projections', index, ...rest]),
        message,
      });
    const aggregate = aggregates.find(
      ({ name }) => name === projection.aggregate,
    );
    if (aggregate === undefined) {
      report(
        ['aggregate'],
        `no aggregate is named ${projection.aggregate}; use one of ${names.join(
          ', ',
        )}`,
      );
      return;
    }
    if (seen.has(projection.aggregate)) {
      report(
        ['aggregate'],
        `${projection.aggregate} has a projection already; join the two`,
      );
    }
    seen.add(projection.aggregate);
    projection.fields.forEach((name, position) => {
      const field = aggregate.fields.find(candidate => candidate.name === name);
      if (field === undefined) {
        const known = aggregate.fields
          .map(candidate => candidate.name)
          .join(', ');
        report(
          ['fields', position],
          `${aggregate.name} has no field ${name}; use one of ${known}`,
        );
      } else if (
        field.classification === 'confidential' ||
        field.classification === 'personal'
      ) {
        report(
          ['fields', position],
          `${name} is ${field.classification} and must not leave the service; remove it from the projection`,
        );
      }
      if (projection.fields.indexOf(name) !== position) {
        report(['fields', position], `${name} is there twice; remove one`);
      }
    });
  });
  return problems;
}
