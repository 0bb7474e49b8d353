import type { Problem } from '@ameide/generator/inputs';
import { ProblemText } from './ProblemText';
import styles from './controls.module.css';

/** One of a few values, all in sight. */
export function RadioControl(props: {
  readonly path: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
  }[];
  readonly problems: readonly Problem[];
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
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
      {props.options.map(option => (
        <label key={option.value} className={styles.check}>
          <input
            type="radio"
            name={path}
            value={option.value}
            checked={props.value === option.value}
            onChange={() => props.onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
      <ProblemText id={`at:${path}:problems`} problems={problems} />
    </fieldset>
  );
}
