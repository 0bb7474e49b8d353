import {
  beginsWithProto3,
  declarationLines,
  parseProto,
  ProtoSyntaxError,
  type ParsedProto,
} from '@ameide/contracts';
import * as protobuf from 'protobufjs';
import { pascalCase, pluralOf, snakeCase } from '../casing';
import { checkField } from '../domain/check-field';
import { checkNames } from '../domain/check-names';
import { checkReferences } from '../domain/check-references';
import type { ContractAggregate, DomainContract } from '../domain/contract';
import type { Problem } from '../problem';
import { repeatable, unsafeCharacter } from '../domain/text';
import { aggregateNames, readAggregate } from './read-aggregate';
import { packageProblem } from './package-problem';
import { readEnums } from './read-enum';
import { acrossOrganizationsLists, checkServices } from './read-service';
import type { Report } from './report';

/** The contract in a given .proto, or what in it cannot be mapped. */
export type GivenProto =
  | { readonly ok: true; readonly contract: DomainContract }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What the rest of the input says about the service of a given .proto. */
export interface GivenProtoContext {
  readonly service: string;
  /** The service is a tenant's. */
  readonly tenant: boolean;
}

const ROOM_FOR_IMPORTS = [
  'ameide/common/v1/context.proto',
  'ameide/common/v1/money.proto',
  'ameide/common/v1/options.proto',
  'buf/validate/validate.proto',
  'google/protobuf/field_mask.proto',
  'google/protobuf/timestamp.proto',
];

// Room for the standard methods of some aggregates.
const LONGEST_MESSAGE = 2_000;

/**
 * Reads a .proto file that was given instead of aggregates. Its top-level
 * messages, but for requests, responses and events, are the aggregates; names,
 * numbers and comments stay as they are. Whatever cannot be mapped is refused by
 * its name and line; nothing is dropped.
 */
export function readGivenProto(
  text: string,
  context: GivenProtoContext,
): GivenProto {
  const problems: Problem[] = [];
  const at = (line: number | undefined, problem: string) => {
    // Names and texts of the file come in: its strings may hold any character.
    const message = repeatable(problem, LONGEST_MESSAGE);
    problems.push({
      path: 'proto',
      message: line === undefined ? message : `line ${line}: ${message}`,
    });
  };
  const failed = (): GivenProto => ({ ok: false, problems });

  const unsafe = text.split(/\r?\n/).flatMap((line, index) => {
    const character = unsafeCharacter(line);
    return character === undefined ? [] : [{ line: index + 1, character }];
  });
  for (const { line, character } of unsafe) {
    at(
      line,
      `contains the character ${character}, which is invisible or reorders text; remove it`,
    );
  }
  if (unsafe.length > 0) return failed();

  let parsed: ParsedProto;
  let lines: ReadonlyMap<string, number>;
  try {
    lines = declarationLines(text);
    checkSize(lines, at);
    if (problems.length > 0) return failed();
    parsed = parseProto(text);
  } catch (error) {
    if (!(error instanceof ProtoSyntaxError)) throw error;
    at(error.line, `is not valid proto3: ${error.message}`);
    return failed();
  }
  const report: Report = (name, message) =>
    at(lines.get(name), `${repeatable(name)}: ${message}`);
  for (const name of lines.keys()) {
    // The parser drops this name without a word.
    if (name.split('.').includes('__proto__'))
      report(name, 'is a reserved name; choose another');
  }

  if (!beginsWithProto3(text)) {
    at(1, 'the file must begin with syntax = "proto3";');
  }
  const wrongPackage = packageProblem(parsed.package, context);
  if (wrongPackage !== undefined) at(undefined, wrongPackage);
  for (const name of parsed.imports) {
    if (!ROOM_FOR_IMPORTS.includes(name)) {
      at(
        undefined,
        `imports ${repeatable(
          name,
        )}, which a contract cannot use; the imports here are ${ROOM_FOR_IMPORTS.join(
          ', ',
        )}`,
      );
    }
  }

  const enums = readEnums(parsed.declarations, report);
  const names = aggregateNames(parsed.declarations, report);
  const aggregates = parsed.declarations.flatMap(declaration =>
    declaration instanceof protobuf.Type && names.includes(declaration.name)
      ? [
          readAggregate(declaration, {
            package: parsed.package,
            enums,
            names,
            report,
          }),
        ]
      : [],
  );
  checkServices(
    parsed.declarations,
    `${pascalCase(context.service)}Service`,
    aggregates,
    report,
  );
  const across = acrossOrganizationsLists(parsed.declarations);
  const contract: DomainContract = {
    protoPackage: parsed.package,
    replaced: parsed.declarations.flatMap(declaration =>
      declaration instanceof protobuf.Type && !names.includes(declaration.name)
        ? [declaration.name]
        : [],
    ),
    aggregates: aggregates.map(aggregate => ({
      ...aggregate,
      tenantWideList: across.includes(
        `List${pluralOf(aggregate.name)}AcrossOrganizations`,
      ),
    })),
  };
  for (const name of enums.keys()) {
    const used = contract.aggregates.some(({ fields }) =>
      fields.some(field => field.givenEnum?.name === name),
    );
    if (!used) report(name, 'is not used by any aggregate; remove it');
  }
  if (contract.aggregates.length > 30)
    at(undefined, 'must have at most 30 aggregates');
  if (contract.aggregates.length === 0) {
    at(
      undefined,
      'has no message that could be an aggregate; requests, responses and events are made from aggregates',
    );
  }
  if (problems.length === 0)
    checkContract(contract.aggregates, context, report);
  return problems.length === 0 ? { ok: true, contract } : failed();
}

// More than an aggregate, an enum or a service can have; the parser's time grows with the square.
const MOST_ENTRIES = 200;

/** Refuses what is far beyond the limits before anything is built from it. */
function checkSize(
  lines: ReadonlyMap<string, number>,
  at: (line: number, message: string) => void,
) {
  const counts = new Map<string, number>();
  for (const [name, line] of lines) {
    const scope = name.split('.').slice(0, -1).join('.');
    const count = (counts.get(scope) ?? 0) + 1;
    counts.set(scope, count);
    if (count === MOST_ENTRIES + 1) {
      at(line, `${scope || 'the file'} has more than ${MOST_ENTRIES} entries`);
    }
  }
}

function checkContract(
  aggregates: readonly ContractAggregate[],
  context: GivenProtoContext,
  report: Report,
) {
  const findings = [
    ...checkNames(`${pascalCase(context.service)}Service`, aggregates),
    ...checkReferences(aggregates),
    ...aggregates.flatMap((aggregate, index) =>
      aggregate.fields.flatMap((field, position) =>
        checkField(field).map(problem => ({
          aggregate: index,
          field: position,
          ...problem,
        })),
      ),
    ),
  ];
  for (const {
    aggregate: index,
    field: position,
    attribute,
    message,
  } of findings) {
    const aggregate = aggregates[index];
    if (aggregate === undefined) continue;
    const field =
      position === undefined ? undefined : aggregate.fields[position];
    const name = field
      ? `${aggregate.name}.${field.protoName}`
      : aggregate.name;
    report(
      name,
      attribute === undefined || attribute === 'name'
        ? message
        : `${attribute} ${message}`,
    );
  }
  for (const aggregate of aggregates) {
    for (const field of aggregate.fields) {
      if (
        field.type !== 'reference' &&
        snakeCase(field.name) !== field.protoName
      ) {
        report(
          `${aggregate.name}.${field.protoName}`,
          `write it as ${snakeCase(field.name)}`,
        );
      }
    }
  }
}
