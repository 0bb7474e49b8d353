import type { ReactNode } from 'react';
import type { Control } from './control';
import { ProblemText } from './ProblemText';
import styles from './controls.module.css';

/** Label above, hint and problems below a control. */
export function LabelledControl(props: {
  readonly control: Control;
  readonly children: ReactNode;
}) {
  const { path, label, labelHidden, hint, problems } = props.control;
  const id = `at:${path}`;
  return (
    <div className={styles.control}>
      <label
        htmlFor={id}
        className={labelHidden ? styles.hidden : styles.label}
      >
        {label}
      </label>
      {props.children}
      {hint ? (
        <p id={`${id}:hint`} className={styles.hint}>
          {hint}
        </p>
      ) : null}
      <ProblemText id={`${id}:problems`} problems={problems} />
    </div>
  );
}
