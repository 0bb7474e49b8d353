import UndoIcon from '@material-ui/icons/Undo';
import RedoIcon from '@material-ui/icons/Redo';
import { IconButton } from '../controls/IconButton';
import type { Editor } from './use-editor';
import styles from './aggregates.module.css';

/** Undo, redo and the keys that save the mouse. */
export function EditorToolbar({ editor }: { readonly editor: Editor }) {
  return (
    <div className={styles.toolbar}>
      <p className={styles.keys}>
        <kbd>Enter</kbd> in a field’s name adds the next field, <kbd>Alt</kbd>{' '}
        with <kbd>↑</kbd> or <kbd>↓</kbd> moves it.
      </p>
      <IconButton label="Undo" off={!editor.canUndo} onClick={editor.undo}>
        <UndoIcon />
      </IconButton>
      <IconButton label="Redo" off={!editor.canRedo} onClick={editor.redo}>
        <RedoIcon />
      </IconButton>
    </div>
  );
}
