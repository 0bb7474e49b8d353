import { pascalCase, upperSnakeCase } from '../casing';
import type { ContractAggregate, ContractField } from './contract';

/** Name of the enum of a field. */
export function enumNameOf(aggregate: string, field: ContractField): string {
  return field.givenEnum?.name ?? `${aggregate}${pascalCase(field.name)}`;
}

/** Every message, enum and enum value that a service has in its package because of an aggregate. */
export function generatedNames(aggregate: ContractAggregate): string[] {
  const { name, plural } = aggregate;
  const methods = [
    `Create${name}`,
    `Get${name}`,
    `List${plural}`,
    `Update${name}`,
    `Export${plural}`,
  ];
  if (aggregate.tenantWideList)
    methods.push(`List${plural}AcrossOrganizations`);
  const names = [name, `${name}Created`, `${name}Updated`];
  if (aggregate.tenantWideList) names.push(`${name}InOrganization`);
  for (const method of methods)
    names.push(`${method}Request`, `${method}Response`);
  return names;
}

/** The enum of a field and its values, as they stand in the package. */
export function generatedEnumNames(
  aggregate: string,
  field: ContractField,
): string[] {
  const name = enumNameOf(aggregate, field);
  const prefix = upperSnakeCase(name);
  return [
    name,
    `${prefix}_UNSPECIFIED`,
    ...(field.values ?? []).map(value => `${prefix}_${value}`),
  ];
}

/** PostgreSQL cuts identifiers off after this many bytes (manual, section 4.1.1). */
export const LONGEST_SQL_IDENTIFIER = 63;

/** The longest name in the database that a field leads to. */
export function longestSqlIdentifier(
  table: string,
  field: ContractField,
): string {
  if (field.type === 'money')
    return `${table}_${field.protoName}_currency_check`;
  if (field.type === 'reference') return `${table}_${field.protoName}_fkey`;
  return `${table}_${field.protoName}_check`;
}
