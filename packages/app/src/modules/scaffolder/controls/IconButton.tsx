import type { ReactNode } from 'react';
import styles from './controls.module.css';

/**
 * A button with a picture. Where it has nothing to do it says so but keeps the
 * keyboard: a button that is disabled while it is used would lose it.
 */
export function IconButton(props: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly off?: boolean | undefined;
  readonly expanded?: boolean | undefined;
  /** A name to focus it by. */
  readonly name?: string | undefined;
}) {
  return (
    <button
      type="button"
      className={styles.iconButton}
      title={props.label}
      aria-label={props.label}
      aria-disabled={props.off || undefined}
      aria-expanded={props.expanded}
      data-control={props.name}
      onClick={props.off ? undefined : props.onClick}
    >
      {props.children}
    </button>
  );
}
