import { controlAttributes, type Control } from './control';
import { ProblemText } from './ProblemText';
import styles from './controls.module.css';

/** Yes or no. */
export function CheckControl(
  props: Control & {
    readonly value: boolean;
    readonly onChange: (value: boolean) => void;
    readonly disabled?: boolean | undefined;
  },
) {
  const attributes = controlAttributes(props);
  return (
    <div className={styles.control}>
      <label className={styles.check}>
        <input
          {...attributes}
          type="checkbox"
          checked={props.value}
          disabled={props.disabled}
          onChange={event => props.onChange(event.target.checked)}
        />
        {props.label}
      </label>
      {props.hint ? (
        <p id={`${attributes.id}:hint`} className={styles.hint}>
          {props.hint}
        </p>
      ) : null}
      <ProblemText id={`${attributes.id}:problems`} problems={props.problems} />
    </div>
  );
}
