import * as protobuf from 'protobufjs';
import { pascalCase, upperSnakeCase } from '../casing';
import type { GivenEnum } from '../domain/contract';
import type { Report } from './report';

/** The enums of a given .proto by name; reports what is wrong with them. */
export function readEnums(
  declarations: readonly protobuf.ReflectionObject[],
  report: Report,
): ReadonlyMap<string, GivenEnum> {
  const enums = new Map<string, GivenEnum>();
  for (const declaration of declarations) {
    if (declaration instanceof protobuf.Enum)
      enums.set(declaration.name, readEnum(declaration, report));
  }
  return enums;
}

function readEnum(declaration: protobuf.Enum, report: Report): GivenEnum {
  const { name } = declaration;
  if (pascalCase(name) !== name)
    report(name, `write it as ${pascalCase(name)}`);
  if (declaration.options)
    report(name, 'has options, which cannot be kept; remove them');
  const prefix = `${upperSnakeCase(name)}_`;
  const values = Object.entries(declaration.values).map(([proto, number]) => {
    if (!proto.startsWith(prefix))
      report(`${name}.${proto}`, `must begin with ${prefix}`);
    return {
      name: proto.slice(prefix.length),
      proto,
      number,
      description: declaration.comments[proto] ?? undefined,
    };
  });
  const unspecified = `${prefix}UNSPECIFIED`;
  if (values[0]?.proto !== unspecified || values[0].number !== 0) {
    report(name, `must begin with ${unspecified} = 0;`);
  }
  const rest = values.slice(1);
  for (const value of rest) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(value.name)) {
      report(
        `${name}.${value.proto}`,
        `is not an enum value; use UPPER_SNAKE, such as ${prefix}IN_REVIEW`,
      );
    }
    if (value.number < 1)
      report(`${name}.${value.proto}`, 'must have a number above 0');
  }
  if (rest.length === 0)
    report(name, 'needs at least one value besides the unspecified one');
  if (rest.length > 50) report(name, 'must have at most 50 values');
  return {
    name,
    unspecified,
    values: rest,
    description: declaration.comment ?? undefined,
  };
}
