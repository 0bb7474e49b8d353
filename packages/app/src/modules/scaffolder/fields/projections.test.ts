import { chooseField, readProjections } from './projections';

const chosen = [{ aggregate: 'Order', fields: ['number', 'total'] }];

describe('choosing what leaves the service', () => {
  it.each([
    [
      'the first field',
      undefined,
      'Order',
      'number',
      true,
      [{ aggregate: 'Order', fields: ['number'] }],
    ],
    [
      'one more',
      chosen,
      'Order',
      'status',
      true,
      [{ aggregate: 'Order', fields: ['number', 'total', 'status'] }],
    ],
    ['one that is chosen', chosen, 'Order', 'total', true, chosen],
    [
      'one less',
      chosen,
      'Order',
      'number',
      false,
      [{ aggregate: 'Order', fields: ['total'] }],
    ],
    [
      'another aggregate',
      chosen,
      'Line',
      'order',
      true,
      [...chosen, { aggregate: 'Line', fields: ['order'] }],
    ],
    [
      'none any more',
      [{ aggregate: 'Order', fields: ['number'] }],
      'Order',
      'number',
      false,
      undefined,
    ],
  ])('%s', (_what, value, aggregate, field, isChosen, expected) => {
    expect(chooseField(value, { aggregate, field, isChosen })).toEqual(
      expected,
    );
  });

  it.each([
    ['a text'],
    [null],
    [[null, 'x', { fields: 'x' }, { aggregate: [] }]],
  ])('can begin from %p', value => {
    expect(Array.isArray(readProjections(value))).toBe(true);
  });
});
