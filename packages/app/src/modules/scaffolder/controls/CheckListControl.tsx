import type { Problem } from '@ameide/generator/inputs';
import { ProblemText } from './ProblemText';
import styles from './controls.module.css';

/** One box of a list of check boxes. */
export interface CheckOption {
  readonly value: string;
  readonly label?: string | undefined;
  /** Why it cannot be chosen; one that is chosen already can be taken back. */
  readonly refused?: string | undefined;
}

/** Any of several values, all in sight. */
export function CheckListControl(props: {
  readonly path: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly options: readonly CheckOption[];
  readonly problems: readonly Problem[];
  readonly onChange: (value: string, isChosen: boolean) => void;
  readonly hint?: string | undefined;
}) {
  const { path, problems, values } = props;
  return (
    <fieldset
      className={styles.list}
      data-path={path}
      tabIndex={-1}
      aria-describedby={problems.length > 0 ? `at:${path}:problems` : undefined}
    >
      <legend className={styles.label}>{props.label}</legend>
      {props.hint ? <p className={styles.hint}>{props.hint}</p> : null}
      <div className={styles.boxes}>
        {props.options.map(option => {
          const isChosen = values.includes(option.value);
          return (
            <label key={option.value} className={styles.check}>
              <input
                type="checkbox"
                checked={isChosen}
                disabled={option.refused !== undefined && !isChosen}
                onChange={event =>
                  props.onChange(option.value, event.target.checked)
                }
              />
              <span>
                {option.label ?? option.value}
                {option.refused ? (
                  <span className={styles.hint}> {option.refused}</span>
                ) : null}
              </span>
            </label>
          );
        })}
      </div>
      <ProblemText id={`at:${path}:problems`} problems={problems} />
    </fieldset>
  );
}
