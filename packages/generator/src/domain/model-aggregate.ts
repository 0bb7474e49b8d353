import { camelCase, kebabCase, snakeCase, spacedWords } from '../casing';
import type { ContractAggregate } from './contract';
import { targetsOf } from './check-references';
import type { DomainInput } from './input';
import type { AggregateModel, EnumModel } from './model';
import { buildField, byType, textOrNull } from './model-field';

/** What the skeleton sees of the aggregates, in dependency order. */
export function buildAggregates(
  aggregates: readonly ContractAggregate[],
  projections: DomainInput['projections'],
): AggregateModel[] {
  const seen = new Set<string>();
  return inDependencyOrder(aggregates).map(aggregate => {
    const projected =
      projections.find(({ aggregate: name }) => name === aggregate.name)
        ?.fields ?? [];
    const fields = aggregate.fields.map(field =>
      buildField(aggregate, field, aggregates),
    );
    const references = fields.filter(field => field.type === 'reference');
    const uniqueFields = fields.filter(field => field.unique);
    const sensitiveFields = fields.filter(field => field.sensitive);
    const eventFields = fields.filter(field => !field.sensitive);
    const projection = fields.filter(field =>
      projected.includes(field.inputName),
    );
    const enumFields = fields.filter(field => field.type === 'enum');
    return {
      name: aggregate.name,
      camel: camelCase(aggregate.name),
      snake: snakeCase(aggregate.name),
      kebab: kebabCase(aggregate.name),
      words: spacedWords(aggregate.name),
      plural: aggregate.plural,
      pluralCamel: camelCase(aggregate.plural),
      pluralSnake: snakeCase(aggregate.plural),
      pluralKebab: kebabCase(aggregate.plural),
      pluralWords: spacedWords(aggregate.plural),
      table: snakeCase(aggregate.name),
      description: textOrNull(aggregate.description),
      tenantWideList: aggregate.tenantWideList,
      numbers: aggregate.numbers,
      fields,
      references,
      requiredFields: fields.filter(field => field.required),
      uniqueFields,
      enumFields,
      enums: enumFields.flatMap(field => firstUse(field.enum, seen)),
      sensitiveFields,
      eventFields,
      projection,
      has: {
        references: references.length > 0,
        parents: references.some(field => field.reference?.self === false),
        computedLimits: fields.some(
          field =>
            field.pattern !== null ||
            ((field.is.decimal || field.is.money) &&
              (field.min !== null || field.max !== null)),
        ),
        unique: uniqueFields.length > 0,
        sensitive: sensitiveFields.length > 0,
        projection: projection.length > 0,
        events: eventFields.length > 0,
        types: byType(type => fields.some(field => field.type === type)),
      },
    };
  });
}

function firstUse(candidate: EnumModel | null, seen: Set<string>): EnumModel[] {
  if (candidate === null || seen.has(candidate.name)) return [];
  seen.add(candidate.name);
  return [candidate];
}

/** What is referred to comes first; otherwise the order of the input stays. */
function inDependencyOrder(
  aggregates: readonly ContractAggregate[],
): ContractAggregate[] {
  const ordered: ContractAggregate[] = [];
  const visit = (aggregate: ContractAggregate) => {
    if (ordered.includes(aggregate)) return;
    for (const target of targetsOf(aggregates, aggregate.name)) {
      const found = aggregates.find(({ name }) => name === target);
      if (found !== undefined) visit(found);
    }
    ordered.push(aggregate);
  };
  aggregates.forEach(visit);
  return ordered;
}
