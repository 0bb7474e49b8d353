import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { JsonValue } from '@backstage/types';
import { announcementOf } from './announcement';
import { readDocument, writeDocument, type Document } from './document';
import { applyEdit, type Edit } from './edits';
import { focusAfter } from './focus';
import { begin, record, redo, undo, type History } from './history';

/** The state of an aggregate editor and what can be done to it. */
export interface Editor {
  readonly document: Document;
  readonly edit: (edit: Edit) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** For a live region: what the last edit did. */
  readonly announcement: string;
  /** Name of the control that the keyboard belongs to now, once. */
  readonly takeFocusRequest: () => string | undefined;
}

/**
 * Edits what the form held when the editor appeared; every change is given to
 * the form at once.
 */
export function useEditor(
  value: JsonValue | undefined,
  onChange: (value: JsonValue | undefined) => void,
): Editor {
  const [history, setHistory] = useState(() => begin(readDocument(value)));
  const [announcement, setAnnouncement] = useState('');
  const latest = useRef(history);
  const focus = useRef<string>();
  // The form gives another function each time; the last one is meant.
  const notify = useRef(onChange);
  useEffect(() => {
    notify.current = onChange;
  });

  const go = useCallback((next: History<Document>) => {
    if (next === latest.current) return;
    latest.current = next;
    setHistory(next);
    notify.current(writeDocument(next.present));
  }, []);

  const edit = useCallback(
    (one: Edit) => {
      const before = latest.current.present;
      const after = applyEdit(before, one);
      focus.current = focusAfter(one, before, after);
      const said = announcementOf(one, before, after);
      if (said) setAnnouncement(said);
      go(
        record(latest.current, after, { group: groupOf(one), at: Date.now() }),
      );
    },
    [go],
  );

  return useMemo(
    () => ({
      document: history.present,
      edit,
      undo: () => {
        setAnnouncement(latest.current.past.length > 0 ? 'Undone' : '');
        go(undo(latest.current));
      },
      redo: () => {
        setAnnouncement(latest.current.future.length > 0 ? 'Redone' : '');
        go(redo(latest.current));
      },
      canUndo: history.past.length > 0,
      canRedo: history.future.length > 0,
      announcement,
      takeFocusRequest: () => {
        const wanted = focus.current;
        focus.current = undefined;
        return wanted;
      },
    }),
    [history, edit, go, announcement],
  );
}

/** Typing in one control is one group; every other edit stands for itself. */
function groupOf(edit: Edit): string | undefined {
  if (typeof ('value' in edit ? edit.value : undefined) === 'boolean') {
    return undefined;
  }
  switch (edit.type) {
    case 'set-aggregate':
      return `${edit.aggregate}.${edit.attribute}`;
    case 'set-field':
      return edit.attribute === 'type'
        ? undefined
        : `${edit.field}.${edit.attribute}`;
    default:
      return undefined;
  }
}
