import type { ReactNode } from 'react';
import type { Problem } from '@ameide/generator/inputs';
import { ProblemText } from './ProblemText';
import styles from './controls.module.css';

/** Choices that belong together, under one label, with what is wrong with them. */
export function ChoiceGroup(props: {
  readonly path: string;
  readonly label: string;
  readonly problems: readonly Problem[];
  readonly hint?: string | undefined;
  readonly children: ReactNode;
}) {
  const { path, problems } = props;
  return (
    <fieldset
      className={styles.list}
      data-path={path}
      tabIndex={-1}
      aria-describedby={problems.length > 0 ? `at:${path}:problems` : undefined}
    >
      <legend className={styles.label}>{props.label}</legend>
      {props.hint ? <p className={styles.hint}>{props.hint}</p> : null}
      {props.children}
      <ProblemText id={`at:${path}:problems`} problems={problems} />
    </fieldset>
  );
}
