import { camelCase, pascalCase, snakeCase } from '../casing';
import type { ContractAggregate } from './contract';
import type { Finding } from './finding';
import {
  generatedEnumNames,
  generatedNames,
  longestSqlIdentifier,
  LONGEST_SQL_IDENTIFIER,
} from './generated-names';
import { reservedAggregateReason, reservedFieldReason } from './reserved-names';

/** Names that are reserved, taken twice, too long or change in translation between the languages. */
export function checkNames(
  serviceName: string,
  aggregates: readonly ContractAggregate[],
): Finding[] {
  return [
    ...aggregates.flatMap(checkAggregateName),
    ...aggregates.flatMap(checkFieldNames),
    ...checkCollisions(serviceName, aggregates),
  ];
}

function checkAggregateName(
  aggregate: ContractAggregate,
  index: number,
): Finding[] {
  const findings: Finding[] = [];
  for (const attribute of ['name', 'plural'] as const) {
    const name = aggregate[attribute];
    const written = pascalCase(name);
    if (written !== name) {
      findings.push({
        aggregate: index,
        attribute,
        message: `write it as ${written}`,
      });
    }
  }
  const reason = reservedAggregateReason(
    aggregate.name,
    camelCase(aggregate.name),
  );
  if (reason !== undefined)
    findings.push({ aggregate: index, attribute: 'name', message: reason });
  if (aggregate.plural === aggregate.name) {
    findings.push({
      aggregate: index,
      attribute: 'plural',
      message:
        'is the same as the name; choose a different one, such as a name in -List or -Items',
    });
  }
  return findings;
}

function checkFieldNames(
  aggregate: ContractAggregate,
  index: number,
): Finding[] {
  const findings: Finding[] = [];
  const table = snakeCase(aggregate.name);
  const columns = new Map<string, string>();
  aggregate.fields.forEach((field, position) => {
    const report = (message: string) =>
      findings.push({
        aggregate: index,
        field: position,
        attribute: 'name',
        message,
      });
    const written = camelCase(snakeCase(field.name));
    if (written !== field.name) {
      report(`write it as ${written}`);
      return;
    }
    const reason =
      reservedFieldReason(field.name, field.protoName) ??
      reservedFieldReason(camelCase(field.protoName), field.protoName);
    if (reason !== undefined) report(reason);
    const identifier = longestSqlIdentifier(table, field);
    if (identifier.length > LONGEST_SQL_IDENTIFIER) {
      report(
        `with the aggregate's name it gives ${identifier}, which is longer than the ${LONGEST_SQL_IDENTIFIER} bytes of a PostgreSQL name; shorten one of them`,
      );
    }
    const taken =
      field.type === 'money'
        ? [
            field.protoName,
            `${field.protoName}_amount`,
            `${field.protoName}_currency`,
          ]
        : [field.protoName];
    const other = taken
      .map(column => columns.get(column))
      .find(name => name !== undefined);
    if (other !== undefined) {
      report(
        other === field.name
          ? `another field is named ${field.name} already`
          : `has the same name as ${other} in the database; rename one of them`,
      );
    }
    for (const column of taken) columns.set(column, field.name);
  });
  return findings;
}

function checkCollisions(
  serviceName: string,
  aggregates: readonly ContractAggregate[],
): Finding[] {
  const findings: Finding[] = [];
  const owners = new Map<string, string>([[serviceName, 'the service']]);
  const claim = (
    name: string,
    owner: string,
    place: Omit<Finding, 'message'>,
  ) => {
    const other = owners.get(name);
    if (other === undefined) {
      owners.set(name, owner);
    } else if (other !== owner) {
      findings.push({
        ...place,
        message: `gives the name ${name}, which ${other} has already; rename one of them`,
      });
    }
  };
  const names = new Map<string, number>();
  aggregates.forEach((aggregate, index) => {
    const place = { aggregate: index, attribute: 'name' };
    const first = names.get(snakeCase(aggregate.name));
    if (first !== undefined) {
      findings.push({
        ...place,
        message: `another aggregate is named ${aggregates[first]?.name} already`,
      });
      return;
    }
    names.set(snakeCase(aggregate.name), index);
    for (const name of generatedNames(aggregate))
      claim(name, `the aggregate ${aggregate.name}`, place);
  });
  aggregates.forEach((aggregate, index) =>
    aggregate.fields.forEach((field, position) => {
      if (field.type !== 'enum') return;
      const owner = field.givenEnum
        ? `the enum ${field.givenEnum.name}`
        : `the field ${aggregate.name}.${field.name}`;
      for (const name of generatedEnumNames(aggregate.name, field)) {
        claim(name, owner, {
          aggregate: index,
          field: position,
          attribute: 'name',
        });
      }
    }),
  );
  return findings;
}
