import type { Entity, EntityField } from './entities';

/** One line in the box of an aggregate. */
export interface DiagramRow {
  readonly name: string;
  readonly type: string;
  /** Said of what stays in the service; empty for the rest. */
  readonly sensitivity: string;
}

/** The box of an aggregate. Sizes are in characters. */
export interface DiagramNode {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly DiagramRow[];
  readonly nameWidth: number;
  readonly typeWidth: number;
  /** Of the whole box. Not `width`: that one the layout measures in pixels. */
  readonly columns: number;
}

/** An arrow from an aggregate to what it refers to. */
export interface DiagramEdge {
  readonly from: string;
  readonly to: string;
  /** Names of the fields that refer. */
  readonly label: string;
}

/** Boxes and arrows, ready to be laid out. */
export interface EntityGraph {
  readonly nodes: DiagramNode[];
  readonly edges: DiagramEdge[];
}

const SENSITIVE = ['confidential', 'personal'];

/** What the diagram of some aggregates shows. References that lead nowhere have no arrow. */
export function entityGraph(entities: readonly Entity[]): EntityGraph {
  const nodes = entities.map((entity, index) => nodeOf(entity, index));
  const arrows = new Map<string, DiagramEdge>();
  entities.forEach((entity, index) =>
    entity.fields.forEach(field => {
      const target = entities.findIndex(({ name }) => name === field.target);
      if (field.type !== 'reference' || field.target === '' || target < 0)
        return;
      const [from, to] = [idOf(index), idOf(target)];
      const earlier = arrows.get(`${from} ${to}`);
      arrows.set(`${from} ${to}`, {
        from,
        to,
        label: earlier ? `${earlier.label}, ${field.name}` : field.name,
      });
    }),
  );
  return { nodes, edges: [...arrows.values()] };
}

/** The diagram in words, for those who do not see it. */
export function diagramInWords(entities: readonly Entity[]): string {
  return entities
    .map(({ name, fields }) => {
      const words = fields.map(
        field =>
          `${field.name || 'a field without a name'} ${typeInWords(field)}${
            SENSITIVE.includes(field.classification)
              ? `, ${field.classification}`
              : ''
          }`,
      );
      return `${name || 'An aggregate without a name'}: ${words.join('; ')}.`;
    })
    .join(' ');
}

function nodeOf(entity: Entity, index: number): DiagramNode {
  const rows = entity.fields.map(field => ({
    name: field.name || '…',
    type: typeOf(field),
    sensitivity: SENSITIVE.includes(field.classification)
      ? field.classification
      : '',
  }));
  const title = entity.name || '…';
  const nameWidth = longest(rows.map(({ name }) => name));
  const typeWidth = longest(rows.map(({ type }) => type));
  const sensitivity = longest(rows.map(row => row.sensitivity));
  return {
    id: idOf(index),
    title,
    rows,
    nameWidth,
    typeWidth,
    // Two characters between the columns and two for the lock.
    columns: Math.max(
      title.length + 2,
      nameWidth + 2 + typeWidth + (sensitivity > 0 ? 4 + sensitivity : 0),
      16,
    ),
  };
}

function typeOf(field: EntityField): string {
  const type =
    field.type === 'reference' ? `→ ${field.target || '…'}` : field.type || '…';
  return field.required ? type : `${type}?`;
}

function typeInWords(field: EntityField): string {
  const type =
    field.type === 'reference'
      ? `refers to ${field.target || 'nothing yet'}`
      : field.type || 'without a type';
  return field.required ? type : `${type}, optional`;
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(text => text.length));
}

function idOf(index: number): string {
  return `aggregate-${index}`;
}
