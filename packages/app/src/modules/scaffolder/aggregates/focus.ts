import type { Document, Key } from './document';
import type { Edit } from './edits';

/** Name of a control of an aggregate or field, by which it can be focused. */
export function controlName(key: Key, control: string): string {
  return `${key}.${control}`;
}

/** The button that adds an aggregate. */
export const ADD_AGGREGATE = 'add-aggregate';

/**
 * Where the keyboard goes after an edit, so that it is never lost: into what was
 * added, to the neighbour of what was removed, along with what was moved. None
 * when it stays where it is.
 */
export function focusAfter(
  edit: Edit,
  before: Document,
  after: Document,
): string | undefined {
  switch (edit.type) {
    case 'add-aggregate':
    case 'add-field':
      return before === after ? undefined : controlName(before.nextKey, 'name');
    case 'remove-aggregate':
      return neighbour(before.aggregates, edit.aggregate) ?? ADD_AGGREGATE;
    case 'remove-field': {
      const fields = before.aggregates.find(
        ({ key }) => key === edit.aggregate,
      )?.fields;
      return (
        neighbour(fields ?? [], edit.field) ??
        controlName(edit.aggregate, 'add-field')
      );
    }
    case 'start-over':
    case 'keep-first':
      return ADD_AGGREGATE;
    default:
      return undefined;
  }
}

function neighbour(
  items: readonly { readonly key: Key }[],
  removed: Key,
): string | undefined {
  const index = items.findIndex(({ key }) => key === removed);
  const next = items[index + 1] ?? items[index - 1];
  return next && controlName(next.key, 'name');
}
