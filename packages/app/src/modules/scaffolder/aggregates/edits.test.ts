import type { JsonValue } from '@backstage/types';
import { readDocument, writeDocument, type Document } from './document';
import { applyEdit, type Edit } from './edits';

const described: JsonValue = [
  {
    name: 'Customer',
    fields: [{ name: 'fullName', type: 'string', maxLength: 9, unique: true }],
  },
  {
    name: 'Order',
    fields: [
      { name: 'customer', type: 'reference', target: 'Customer' },
      { name: 'total', type: 'money' },
    ],
  },
];

/** Keys in the order of reading: Customer 1, fullName 2, Order 3, customer 4, total 5. */
const document = readDocument(described);

function after(...edits: Edit[]): JsonValue | undefined {
  return writeDocument(edits.reduce(applyEdit, document));
}

/** The part of an aggregate that a case is about. */
function names(value: JsonValue | undefined): unknown {
  return (value as { name?: string; fields?: { name?: string }[] }[]).map(
    ({ name, fields }) => [name, fields?.map(field => field.name)],
  );
}

describe('edits', () => {
  it.each<[string, Edit[], unknown]>([
    [
      'add an aggregate with a field to begin with',
      [{ type: 'add-aggregate' }],
      [
        ['Customer', ['fullName']],
        ['Order', ['customer', 'total']],
        [undefined, [undefined]],
      ],
    ],
    [
      'remove an aggregate',
      [{ type: 'remove-aggregate', aggregate: 1 }],
      [['Order', ['customer', 'total']]],
    ],
    [
      'move an aggregate',
      [{ type: 'move-aggregate', aggregate: 3, by: -1 }],
      [
        ['Order', ['customer', 'total']],
        ['Customer', ['fullName']],
      ],
    ],
    [
      'add a field at the end',
      [{ type: 'add-field', aggregate: 3 }],
      [
        ['Customer', ['fullName']],
        ['Order', ['customer', 'total', undefined]],
      ],
    ],
    [
      'add a field after another',
      [{ type: 'add-field', aggregate: 3, after: 4 }],
      [
        ['Customer', ['fullName']],
        ['Order', ['customer', undefined, 'total']],
      ],
    ],
    [
      'remove a field',
      [{ type: 'remove-field', aggregate: 3, field: 4 }],
      [
        ['Customer', ['fullName']],
        ['Order', ['total']],
      ],
    ],
    [
      'move a field',
      [{ type: 'move-field', aggregate: 3, field: 4, by: 1 }],
      [
        ['Customer', ['fullName']],
        ['Order', ['total', 'customer']],
      ],
    ],
    [
      'keep the first only',
      [{ type: 'keep-first', aggregates: 2, fields: 1 }],
      [
        ['Customer', ['fullName']],
        ['Order', ['customer']],
      ],
    ],
  ])('%s', (_what, edits, expected) => {
    expect(names(after(...edits))).toEqual(expected);
  });

  it('begin anew', () => {
    expect(after({ type: 'start-over' })).toBeUndefined();
  });

  it.each<[string, Edit]>([
    ['the first up', { type: 'move-aggregate', aggregate: 1, by: -1 }],
    ['the last down', { type: 'move-aggregate', aggregate: 3, by: 1 }],
    [
      'a first field up',
      { type: 'move-field', aggregate: 3, field: 4, by: -1 },
    ],
    [
      'a last field down',
      { type: 'move-field', aggregate: 3, field: 5, by: 1 },
    ],
    ['what is not there', { type: 'move-aggregate', aggregate: 99, by: 1 }],
  ])('change nothing that cannot move: %s', (_what, edit) => {
    expect(applyEdit(document, edit)).toBe(document);
  });

  it('a new field is a required string that is internal', () => {
    const value = after({ type: 'add-field', aggregate: 1 }) as {
      fields: unknown[];
    }[];
    expect(value[0]?.fields[1]).toEqual({
      type: 'string',
      required: true,
      classification: 'internal',
    });
  });
});

describe('a new name of an aggregate', () => {
  const rename = (value: string): Edit => ({
    type: 'set-aggregate',
    aggregate: 1,
    attribute: 'name',
    value,
  });
  const target = (value: JsonValue | undefined) =>
    (value as { fields: { target?: string }[] }[])[1]?.fields[0]?.target;

  it('is that of its references too', () => {
    expect(target(after(rename('Buyer')))).toBe('Buyer');
  });

  it('is typed letter by letter, also from nothing and past the name of another', () => {
    expect(target(after(rename('')))).toBeUndefined();
    expect(target(after(rename(''), rename('Order'), rename('OrderX')))).toBe(
      'OrderX',
    );
  });

  it('reaches a reference that was chosen here', () => {
    const chosen: Edit = {
      type: 'set-field',
      aggregate: 3,
      field: 5,
      attribute: 'target',
      value: 'Customer',
    };
    const value = after(chosen, rename('Buyer')) as {
      fields: { target?: string }[];
    }[];
    expect(value[1]?.fields[1]?.target).toBe('Buyer');
  });

  it('is not followed by a reference that could mean another', () => {
    const doubtful = readDocument([
      { name: 'A' },
      { name: 'A' },
      { name: 'B', fields: [{ type: 'reference', target: 'A' }] },
    ]);
    for (const aggregate of [1, 2]) {
      const value = writeDocument(
        applyEdit(doubtful, {
          type: 'set-aggregate',
          aggregate,
          attribute: 'name',
          value: 'C',
        }),
      ) as { fields: { target?: string }[] }[];
      expect(value[2]?.fields[0]?.target).toBe('A');
    }
  });

  it('is kept by references when the aggregate goes, for the schema to refuse', () => {
    const value = after(rename('Buyer'), {
      type: 'remove-aggregate',
      aggregate: 1,
    }) as { fields: { target?: string }[] }[];
    expect(value[0]?.fields[0]?.target).toBe('Buyer');
  });
});

describe('another type', () => {
  const change = (type: string): Document =>
    applyEdit(document, {
      type: 'set-field',
      aggregate: 1,
      field: 2,
      attribute: 'type',
      value: type,
    });
  it.each([
    ['text', { name: 'fullName', type: 'text', maxLength: 9 }],
    ['integer', { name: 'fullName', type: 'integer', unique: true }],
    ['boolean', { name: 'fullName', type: 'boolean' }],
    [
      'string',
      { name: 'fullName', type: 'string', maxLength: 9, unique: true },
    ],
  ])('%s leaves only what it can have', (type, expected) => {
    const value = writeDocument(change(type)) as { fields: unknown[] }[];
    expect(value[0]?.fields[0]).toEqual(expected);
  });

  it('takes the target from what is a reference no more', () => {
    const value = after({
      type: 'set-field',
      aggregate: 3,
      field: 4,
      attribute: 'type',
      value: 'date',
    }) as { fields: unknown[] }[];
    expect(value[1]?.fields[0]).toEqual({ name: 'customer', type: 'date' });
  });
});

describe('what a link gave instead of fields', () => {
  it('makes room for the first field that is added', () => {
    const wrong = readDocument([{ name: 'A', fields: 'none' }]);
    const mended = applyEdit(wrong, { type: 'add-field', aggregate: 1 });
    expect(writeDocument(mended)).toEqual([
      {
        name: 'A',
        fields: [
          { type: 'string', required: true, classification: 'internal' },
        ],
      },
    ]);
  });
});
