import { createContext, useContext } from 'react';
import type { Problem } from '@ameide/generator/inputs';
import type { Key } from './document';
import type { Edit } from './edits';

/** What the parts of an aggregate editor share. */
export interface EditorContextValue {
  readonly edit: (edit: Edit) => void;
  /** Problems to show at a control now; none while it was not left yet. */
  readonly problemsAt: (
    path: string,
    key: Key,
    attribute: string,
  ) => readonly Problem[];
  /** Remembers that a control was left, so that its problems show from now on. */
  readonly leave: (key: Key, attribute: string) => void;
  /** Names that a reference can have as its target. */
  readonly targets: readonly string[];
}

const EditorContext = createContext<EditorContextValue | undefined>(undefined);

/** Gives an editor to its parts. */
export const EditorProvider = EditorContext.Provider;

/** @throws Error outside of an aggregate editor. */
export function useEditorContext(): EditorContextValue {
  const value = useContext(EditorContext);
  if (!value)
    throw new Error('This component belongs into an aggregate editor.');
  return value;
}
