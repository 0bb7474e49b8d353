import { useEffect, useRef } from 'react';
import { Button } from '@backstage/ui';
import type { Problem } from '@ameide/generator/inputs';
import { ProblemText } from './ProblemText';
import { TextControl } from './TextControl';
import styles from './controls.module.css';

/** Entries that are drawn; a longer list can only be cut. */
const DRAWN = 60;

/** A list of short texts: Enter adds one, an empty one is removed by Backspace. */
export function TextListControl(props: {
  readonly path: string;
  readonly label: string;
  /** What one entry is called, for its label and for the button. */
  readonly entry: string;
  readonly values: readonly string[];
  /** Path of an entry, where it is more than its place in the list. */
  readonly entryPath?: ((index: number) => string) | undefined;
  readonly problemsAt: (path: string) => readonly Problem[];
  readonly onChange: (values: string[]) => void;
  readonly onLeave?: (() => void) | undefined;
  readonly hint?: string | undefined;
  readonly placeholder?: string | undefined;
}) {
  const { path, values, onChange, entry } = props;
  const entryPath = props.entryPath ?? (index => `${path}[${index}]`);
  const group = useRef<HTMLFieldSetElement>(null);
  const wanted = useRef<number>();
  useEffect(() => {
    if (wanted.current === undefined) return;
    const inputs = group.current?.querySelectorAll('input');
    (
      inputs?.[wanted.current] ?? group.current?.querySelector('button')
    )?.focus();
    wanted.current = undefined;
  });
  const insert = (index: number) => {
    wanted.current = index;
    onChange([...values.slice(0, index), '', ...values.slice(index)]);
  };
  const remove = (index: number) => {
    wanted.current = Math.max(index - 1, 0);
    onChange(values.filter((_, place) => place !== index));
  };
  const own = props.problemsAt(path);
  return (
    <fieldset
      ref={group}
      className={styles.list}
      data-path={path}
      tabIndex={-1}
      aria-describedby={own.length > 0 ? `at:${path}:problems` : undefined}
    >
      <legend className={styles.label}>{props.label}</legend>
      {props.hint ? <p className={styles.hint}>{props.hint}</p> : null}
      <div className={styles.entries}>
        {values.slice(0, DRAWN).map((value, index) => (
          <div key={entryPath(index)} className={styles.entry}>
            <TextControl
              path={entryPath(index)}
              label={`${entry} ${index + 1}`}
              labelHidden
              code
              value={value}
              placeholder={props.placeholder}
              problems={props.problemsAt(entryPath(index))}
              onLeave={props.onLeave}
              onChange={changed =>
                onChange(
                  values.map((other, place) =>
                    place === index ? changed : other,
                  ),
                )
              }
              onKeyDown={event => {
                if (event.key === 'Enter') {
                  event.preventDefault();
                  insert(index + 1);
                } else if (event.key === 'Backspace' && value === '') {
                  event.preventDefault();
                  remove(index);
                }
              }}
            />
            <button
              type="button"
              className={styles.iconButton}
              aria-label={`Remove ${entry} ${index + 1}`}
              onClick={() => remove(index)}
            >
              <span aria-hidden>×</span>
            </button>
          </div>
        ))}
        <Button
          size="small"
          variant="secondary"
          onPress={() => insert(values.length)}
        >
          Add {entry}
        </Button>
        {values.length > DRAWN ? (
          <Button
            size="small"
            variant="secondary"
            onPress={() => onChange(values.slice(0, DRAWN))}
          >
            Remove the {values.length - DRAWN} entries after the first {DRAWN}
          </Button>
        ) : null}
      </div>
      <ProblemText id={`at:${path}:problems`} problems={own} />
    </fieldset>
  );
}
