import ts from 'typescript';
import { constantText } from '../../facts/program/constant-text';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { sdkNameAt } from '../../facts/program/symbols';
import { propertyValue, valueSources } from '../../facts/program/value-sources';
import { nodesOf } from '../../facts/program/walk';

/** What one call of `project` sends to the knowledge graph. */
export interface SentProjection {
  readonly node: ts.Node;
  /** Last part of the entity's type in plain letters, as `orderline`; undefined where it is computed. */
  readonly aggregate: string | undefined;
  /** Of the entity; undefined where it is not written out. */
  readonly id: ts.Expression | undefined;
  /** Undefined where the fields are not written out. */
  readonly fields:
    | readonly {
        readonly name: string;
        readonly node: ts.Node;
        readonly value: ts.Expression;
      }[]
    | undefined;
}

/** A name without what writes words apart. */
export function plainName(name: string): string {
  return name.replaceAll(/[-_.]/g, '').toLowerCase();
}

/** Every projection that the service sends. */
export function sentProjections(program: Program): readonly SentProjection[] {
  const found = new Map<ts.Node, SentProjection>();
  for (const { source } of runtimeFiles(program)) {
    for (const node of nodesOf(source)) {
      if (
        !ts.isCallExpression(node) ||
        sdkNameAt(program.checker, node.expression) !==
          'ChangeTransaction.project'
      ) {
        continue;
      }
      const [entity] = node.arguments;
      for (const given of entity ? valueSources(program, entity) : []) {
        found.set(given, sent(program, given));
      }
    }
  }
  return [...found.values()];
}

function sent(program: Program, given: ts.Expression): SentProjection {
  if (!ts.isObjectLiteralExpression(given)) {
    return {
      node: given,
      aggregate: undefined,
      id: undefined,
      fields: undefined,
    };
  }
  const type = propertyValue(program, given, 'type');
  const name = type && constantText(program.checker, type);
  const fields = propertyValue(program, given, 'fields');
  const written = fields && valueSources(program, fields);
  return {
    node: fields ?? given,
    id: propertyValue(program, given, 'id'),
    aggregate:
      name === undefined
        ? undefined
        : plainName(name.slice(name.lastIndexOf('.') + 1)),
    fields: written?.every(ts.isObjectLiteralExpression)
      ? fieldsOf(written.filter(ts.isObjectLiteralExpression))
      : undefined,
  };
}

function fieldsOf(
  objects: readonly ts.ObjectLiteralExpression[],
): SentProjection['fields'] {
  const fields: { name: string; node: ts.Node; value: ts.Expression }[] = [];
  for (const property of objects.flatMap(({ properties }) => [...properties])) {
    const name = property.name;
    if (
      name === undefined ||
      !(ts.isIdentifier(name) || ts.isStringLiteral(name))
    ) {
      return undefined;
    }
    if (ts.isPropertyAssignment(property)) {
      fields.push({
        name: name.text,
        node: property,
        value: property.initializer,
      });
    } else if (ts.isShorthandPropertyAssignment(property)) {
      fields.push({ name: name.text, node: property, value: property.name });
    } else {
      return undefined;
    }
  }
  return fields;
}
