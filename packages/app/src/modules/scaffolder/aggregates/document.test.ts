import { readDocument, targetName, writeDocument } from './document';

const described = [
  { name: 'Customer', fields: [{ name: 'fullName', type: 'string' }] },
  {
    name: 'Order',
    fields: [
      { name: 'customer', type: 'reference', target: 'Customer' },
      { name: 'parent', type: 'reference', target: 'Order' },
      { name: 'lost', type: 'reference', target: 'Nowhere' },
    ],
  },
];

describe('a document', () => {
  it.each([
    ['a description', described],
    ['nothing', undefined],
    ['a text', 'Customer'],
    ['a number', 7],
    ['a map', { name: 'Customer' }],
    ['texts where aggregates should be', ['Customer', null, 3, []]],
    ['texts where fields should be', [{ name: 'A', fields: ['x', null, [1]] }]],
    ['a text where a list of fields should be', [{ name: 'A', fields: 'x' }]],
    ['an empty list of fields', [{ name: 'A', fields: [] }]],
    ['unknown keys', [{ colour: 'red', fields: [{ 'a b': 1 }] }]],
    ['wrong types', [{ name: 1, plural: [], fields: [{ name: {}, type: 5 }] }]],
    ['a name that two have', [{ name: 'A' }, { name: 'A' }]],
    [
      'a reference to a name that two have',
      [
        { name: 'A' },
        { name: 'A', fields: [{ name: 'a', target: 'A', type: 'reference' }] },
      ],
    ],
  ])('gives back what it read: %s', (_what, value) => {
    expect(writeDocument(readDocument(value))).toEqual(value);
  });

  it('gives every aggregate and field a key of its own', () => {
    const { aggregates, nextKey } = readDocument(described);
    const keys = aggregates.flatMap(({ key, fields }) => [
      key,
      ...fields.map(field => field.key),
    ]);
    expect(new Set(keys).size).toBe(6);
    expect(Math.max(...keys)).toBeLessThan(nextKey);
  });

  it('binds references to what they name', () => {
    const document = readDocument(described);
    const [customer, order] = document.aggregates;
    expect(order?.fields.map(({ target }) => target)).toEqual([
      customer?.key,
      order?.key,
      undefined,
    ]);
    expect(order?.fields.map(field => targetName(field, document))).toEqual([
      'Customer',
      'Order',
      'Nowhere',
    ]);
  });

  it('leaves out emptied controls', () => {
    const value = [{ name: '', fields: [{ name: '', type: 'string' }] }];
    expect(writeDocument(readDocument(value))).toEqual([
      { fields: [{ type: 'string' }] },
    ]);
  });

  it('does not let a key take the place of a prototype', () => {
    const hostile = JSON.parse(
      '[{"__proto__": {"polluted": true}, "fields": [{"__proto__": 1}]}]',
    );
    const written = writeDocument(readDocument(hostile)) as object[];
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(written[0])).toBe(Object.prototype);
  });
});
