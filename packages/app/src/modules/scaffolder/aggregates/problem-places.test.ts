import { controlPaths, detailsOf } from './control-paths';
import { applyEdit } from './edits';
import { readDocument, writeDocument } from './document';
import { placeProblems } from './problem-places';
import { remedyFor } from './remedy';

const drawn = { aggregates: 30, fields: 60 };
const hostile = readDocument([
  {
    name: 'Order',
    colour: 'red',
    fields: [
      { name: 'status', type: 'enum', values: ['NEW', 'NEW'], shape: 'round' },
      'no field',
      { name: 'total', type: 'money', maxLength: 3 },
    ],
  },
  'no aggregate',
]);

describe('problems', () => {
  it.each([
    ['aggregates[0].name', 'aggregates[0].name'],
    ['aggregates[0].fields[0].type', 'aggregates[0].fields[0].type'],
    ['aggregates[0].fields[0].values[1]', 'aggregates[0].fields[0].values[1]'],
    ['aggregates[0].fields[0].values[9]', 'aggregates[0].fields[0].values'],
    // Given although the type has none: shown, so that it can be taken away.
    ['aggregates[0].fields[2].maxLength', 'aggregates[0].fields[2].maxLength'],
    ['aggregates[0].fields', 'aggregates[0].fields'],
    ['aggregates[0].fields[0].shape', ''],
    ['aggregates[0].fields[1]', ''],
    ['aggregates[0].colour', ''],
    ['aggregates[1]', ''],
    ['aggregates', ''],
  ])('at %s show at the control %s', (path, place) => {
    const problem = { path, message: 'is wrong' };
    const placed = placeProblems([problem], controlPaths(hostile, drawn));
    expect([...placed]).toEqual([[place, [problem]]]);
  });

  it('lose none', () => {
    const problems = [
      'aggregates',
      'aggregates[0].name',
      'aggregates[7].x',
    ].map(path => ({ path, message: 'is wrong' }));
    const placed = placeProblems(problems, controlPaths(hostile, drawn));
    expect([...placed.values()].flat()).toHaveLength(3);
  });
});

describe('details', () => {
  it.each([
    [{ type: 'string' }, ['minLength', 'maxLength', 'pattern']],
    [{ type: 'decimal' }, ['min', 'max', 'precision', 'scale']],
    [{ type: 'boolean' }, []],
    [{ type: 'reference' }, ['target']],
    [{ type: 'boolean', pattern: 'x' }, ['pattern']],
    [{ type: 'no type' }, []],
    [{ type: 'boolean', target: 'Order' }, ['target']],
  ])('of %p are %p', (attributes, expected) => {
    expect(detailsOf({ key: 1, attributes })).toEqual(expected);
  });
});

describe('a remedy', () => {
  it.each([
    ['aggregates[0].colour', 'Remove colour'],
    ['aggregates[0].fields[0].shape', 'Remove shape'],
    ['aggregates[0].fields[1]', 'Remove this field'],
    ['aggregates[1]', 'Remove this aggregate'],
    ['aggregates[0].fields[2]', undefined],
    ['aggregates[9]', undefined],
    ['aggregates', undefined],
  ])('for %s is: %s', (path, label) => {
    expect(remedyFor(path, hostile)?.label).toBe(label);
  });

  it('takes away what it says', () => {
    let document = hostile;
    for (const path of [
      'aggregates[1]',
      'aggregates[0].colour',
      'aggregates[0].fields[0].shape',
      'aggregates[0].fields[1]',
    ]) {
      document = applyEdit(document, remedyFor(path, document)!.edit);
    }
    expect(writeDocument(document)).toEqual([
      {
        name: 'Order',
        fields: [
          { name: 'status', type: 'enum', values: ['NEW', 'NEW'] },
          { name: 'total', type: 'money', maxLength: 3 },
        ],
      },
    ]);
    const text = readDocument('no list');
    expect(
      writeDocument(applyEdit(text, remedyFor('aggregates', text)!.edit)),
    ).toBeUndefined();
  });
});
