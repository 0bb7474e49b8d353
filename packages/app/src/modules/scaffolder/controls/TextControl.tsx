import type { KeyboardEventHandler } from 'react';
import { controlAttributes, type Control } from './control';
import { LabelledControl } from './LabelledControl';
import styles from './controls.module.css';

/** A text of one line, or of several. */
export function TextControl(
  props: Control & {
    readonly value: string;
    readonly onChange: (value: string) => void;
    readonly rows?: number | undefined;
    /** Numbers get the keyboard for them on a telephone. */
    readonly numeric?: boolean | undefined;
    /** Names and patterns are code: evenly spaced, and not corrected. */
    readonly code?: boolean | undefined;
    readonly placeholder?: string | undefined;
    readonly onKeyDown?: KeyboardEventHandler<HTMLElement> | undefined;
  },
) {
  const attributes = {
    ...controlAttributes(props),
    className: props.code ? `${styles.input} ${styles.code}` : styles.input,
    value: props.value,
    placeholder: props.placeholder,
    autoComplete: 'off',
    spellCheck: !props.code,
    onKeyDown: props.onKeyDown,
  };
  return (
    <LabelledControl control={props}>
      {props.rows ? (
        <textarea
          {...attributes}
          rows={props.rows}
          onChange={event => props.onChange(event.target.value)}
        />
      ) : (
        <input
          {...attributes}
          type="text"
          inputMode={props.numeric ? 'decimal' : undefined}
          onChange={event => props.onChange(event.target.value)}
        />
      )}
    </LabelledControl>
  );
}
