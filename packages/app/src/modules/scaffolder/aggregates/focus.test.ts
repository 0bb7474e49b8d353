import { announcementOf } from './announcement';
import { readDocument } from './document';
import { applyEdit, type Edit } from './edits';
import { focusAfter } from './focus';

/** Customer 1 with fullName 2; Order 3 with number 4 and total 5. */
const document = readDocument([
  { name: 'Customer', fields: [{ name: 'fullName' }] },
  { name: 'Order', fields: [{ name: 'number' }, { name: 'total' }] },
]);

describe('after an edit', () => {
  it.each<[Edit, string | undefined, string]>([
    [{ type: 'add-aggregate' }, '6.name', 'Aggregate added'],
    [{ type: 'add-field', aggregate: 3 }, '6.name', 'Field added'],
    [
      { type: 'remove-aggregate', aggregate: 1 },
      '3.name',
      'Aggregate Customer removed',
    ],
    [
      { type: 'remove-aggregate', aggregate: 3 },
      '1.name',
      'Aggregate Order removed',
    ],
    [
      { type: 'remove-field', aggregate: 3, field: 4 },
      '5.name',
      'Field number removed',
    ],
    [
      { type: 'remove-field', aggregate: 3, field: 5 },
      '4.name',
      'Field total removed',
    ],
    [
      { type: 'remove-field', aggregate: 1, field: 2 },
      '1.add-field',
      'Field fullName removed',
    ],
    [
      { type: 'move-field', aggregate: 3, field: 5, by: -1 },
      undefined,
      'Field total moved to position 1 of 2',
    ],
    [
      { type: 'move-field', aggregate: 3, field: 5, by: 1 },
      undefined,
      'Field total cannot be moved further',
    ],
    [
      { type: 'move-aggregate', aggregate: 1, by: 1 },
      undefined,
      'Aggregate Customer moved to position 2 of 2',
    ],
    [
      { type: 'set-aggregate', aggregate: 1, attribute: 'name', value: 'X' },
      undefined,
      '',
    ],
    [{ type: 'start-over' }, 'add-aggregate', 'Begun anew'],
  ])('%p the keyboard is at %p and it is said: %s', (edit, focus, said) => {
    const after = applyEdit(document, edit);
    expect(focusAfter(edit, document, after)).toBe(focus);
    expect(announcementOf(edit, document, after)).toBe(said);
  });
});
