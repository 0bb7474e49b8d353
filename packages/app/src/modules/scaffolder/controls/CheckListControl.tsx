import type { Problem } from '@ameide/generator/inputs';
import { ChoiceGroup } from './ChoiceGroup';
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
  const { path, values } = props;
  return (
    <ChoiceGroup
      path={path}
      label={props.label}
      problems={props.problems}
      hint={props.hint}
    >
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
    </ChoiceGroup>
  );
}
