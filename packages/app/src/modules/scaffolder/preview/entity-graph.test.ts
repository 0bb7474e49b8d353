import { entitiesOf } from './entities';
import { diagramInWords, entityGraph } from './entity-graph';

const described = {
  aggregates: [
    {
      name: 'Customer',
      fields: [
        {
          name: 'email',
          type: 'string',
          required: true,
          classification: 'personal',
        },
      ],
    },
    {
      name: 'Order',
      fields: [
        {
          name: 'buyer',
          type: 'reference',
          target: 'Customer',
          required: true,
        },
        { name: 'payer', type: 'reference', target: 'Customer' },
        { name: 'parent', type: 'reference', target: 'Order' },
        { name: 'lost', type: 'reference', target: 'Nowhere' },
        { name: 'note', type: 'text', target: 'Customer' },
      ],
    },
  ],
};

describe('the entity diagram', () => {
  const graph = entityGraph(entitiesOf(described));

  it('has a box for each aggregate with its fields, types and marks', () => {
    expect(graph.nodes.map(({ title, rows }) => [title, rows])).toEqual([
      [
        'Customer',
        [{ name: 'email', type: 'string', sensitivity: 'personal' }],
      ],
      [
        'Order',
        [
          { name: 'buyer', type: '→ Customer', sensitivity: '' },
          { name: 'payer', type: '→ Customer?', sensitivity: '' },
          { name: 'parent', type: '→ Order?', sensitivity: '' },
          { name: 'lost', type: '→ Nowhere?', sensitivity: '' },
          { name: 'note', type: 'text?', sensitivity: '' },
        ],
      ],
    ]);
  });

  it('has one arrow to each aggregate that is referred to', () => {
    expect(graph.edges).toEqual([
      { from: 'aggregate-1', to: 'aggregate-0', label: 'buyer, payer' },
      { from: 'aggregate-1', to: 'aggregate-1', label: 'parent' },
    ]);
  });

  it('can be heard', () => {
    const words = diagramInWords(entitiesOf(described));
    expect(words).toContain('Customer: email string, personal.');
    expect(words).toContain('payer refers to Customer, optional');
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'Customer'],
    ['wrong items', [null, 5, 'x', { fields: 'x' }, { fields: [null, {}] }]],
    ['objects for texts', [{ name: {}, fields: [{ name: [], type: {} }] }]],
    ['a contract that cannot be read', undefined],
  ])('is drawn from anything: %s', (_what, aggregates) => {
    const drawn = entityGraph(
      entitiesOf(
        aggregates === undefined ? { proto: 'not a contract' } : { aggregates },
      ),
    );
    for (const node of drawn.nodes) {
      expect(Number.isFinite(node.columns)).toBe(true);
    }
  });

  it('stays small, whatever it is given', () => {
    const name = 'x'.repeat(100_000);
    const fields = Array.from({ length: 500 }, () => ({ name, type: name }));
    const entities = entitiesOf({
      aggregates: Array.from({ length: 500 }, () => ({ name, fields })),
    });
    expect(entities).toHaveLength(30);
    expect(entities[0]?.fields).toHaveLength(60);
    expect(entityGraph(entities).nodes[0]?.columns).toBeLessThan(200);
  });
});

describe('a given contract', () => {
  it('is shown by its aggregates', () => {
    const [note] = entitiesOf({
      service: 'notes',
      owner: 'group:default/platform',
      system: 'ameide',
      description: 'Keeps notes.',
      proto: `syntax = "proto3";
package ameide.notes.v1;
message Note {
  string title = 1;
}
`,
    });
    expect(note?.name).toBe('Note');
    expect(note?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['title', 'string'],
    ]);
  });
});
