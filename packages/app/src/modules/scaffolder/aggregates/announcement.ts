import type { Document, Key } from './document';
import { spokenName, type Edit } from './edits';

/** What a screen reader says after an edit; nothing for what is heard anyway, such as typing. */
export function announcementOf(
  edit: Edit,
  before: Document,
  after: Document,
): string {
  switch (edit.type) {
    case 'add-aggregate':
      return 'Aggregate added';
    case 'add-field':
      return 'Field added';
    case 'remove-aggregate':
      return `Aggregate ${nameIn(before, edit.aggregate)} removed`;
    case 'remove-field':
      return `Field ${nameIn(before, edit.aggregate, edit.field)} removed`;
    case 'move-aggregate':
      return position('Aggregate', after, before, edit.aggregate);
    case 'move-field':
      return position('Field', after, before, edit.aggregate, edit.field);
    case 'start-over':
      return 'Begun anew';
    case 'keep-first':
      return 'The rest was removed';
    default:
      return '';
  }
}

function position(
  what: string,
  after: Document,
  before: Document,
  aggregate: Key,
  field?: Key,
): string {
  const items =
    field === undefined ? after.aggregates : fieldsOf(after, aggregate);
  const key = field ?? aggregate;
  const index = items.findIndex(item => item.key === key);
  const name = spokenName(items[index]?.attributes);
  return before === after
    ? `${what} ${name} cannot be moved further`
    : `${what} ${name} moved to position ${index + 1} of ${items.length}`;
}

function nameIn(document: Document, aggregate: Key, field?: Key): string {
  const items =
    field === undefined ? document.aggregates : fieldsOf(document, aggregate);
  return spokenName(
    items.find(item => item.key === (field ?? aggregate))?.attributes,
  );
}

function fieldsOf(document: Document, aggregate: Key) {
  return document.aggregates.find(({ key }) => key === aggregate)?.fields ?? [];
}
