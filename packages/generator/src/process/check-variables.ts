import { camelCase, snakeCase } from '../casing';
import { isReservedWord, reservedFieldReason } from '../domain/reserved-names';
import type { VariableInput } from './input';

/** Something wrong with one variable taken for itself or beside the others. */
export interface VariableProblem {
  /** Index of the variable. */
  readonly variable: number;
  readonly attribute: string;
  readonly message: string;
}

/** What every instance has beside its variables. */
const INSTANCE_FIELDS = new Set(
  `instanceId outcome state status startedAt startedBy endedAt actor input variables`.split(
    /\s+/,
  ),
);

/** Names that are reserved or taken, and details that a type does not have. */
export function checkVariables(
  variables: readonly VariableInput[],
): VariableProblem[] {
  const problems: VariableProblem[] = [];
  const columns = new Map<string, string>();
  variables.forEach((variable, index) => {
    const report = (attribute: string, message: string) =>
      problems.push({ variable: index, attribute, message });
    const { name } = variable;
    const column = snakeCase(name);
    const written = camelCase(column);
    const other = columns.get(column);
    columns.set(column, name);
    if (written !== name) report('name', `write it as ${written}`);
    else if (
      INSTANCE_FIELDS.has(name) ||
      isReservedWord(name) ||
      reservedFieldReason(name, column) !== undefined
    )
      report(
        'name',
        `${name} is a reserved name, which an instance has already; choose a longer one`,
      );
    if (other !== undefined)
      report(
        'name',
        other === name
          ? `another variable is named ${name} already`
          : `has the same name as ${other} in the database; rename one of them`,
      );
    if (variable.maxLength !== undefined && variable.type !== 'string')
      report(
        'maxLength',
        `does not apply to the type ${variable.type}, only to string; remove it`,
      );
    if (variable.values !== undefined && variable.type !== 'enum')
      report(
        'values',
        `does not apply to the type ${variable.type}, only to enum; remove it`,
      );
    if (variable.values === undefined && variable.type === 'enum')
      report('values', 'an enum needs at least one value');
    variable.values?.forEach((value, position, values) => {
      if (value === 'UNSPECIFIED')
        report(
          `values[${position}]`,
          'UNSPECIFIED is there already and means that nothing was given; remove it',
        );
      else if (values.indexOf(value) !== position)
        report(`values[${position}]`, `${value} is there twice; remove one`);
    });
  });
  return problems;
}
