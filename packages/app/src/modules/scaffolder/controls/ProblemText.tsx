import type { Problem } from '@ameide/generator/inputs';
import styles from './controls.module.css';

/** Problems of one control, in the words that every way in has for them. */
export function ProblemText(props: {
  readonly id: string;
  readonly problems: readonly Problem[];
}) {
  if (props.problems.length === 0) return null;
  return (
    <ul id={props.id} className={styles.problems}>
      {props.problems.map(({ path, message }) => (
        <li key={`${path}: ${message}`}>
          <span className={styles.path}>{path}: </span>
          {message}
        </li>
      ))}
    </ul>
  );
}
