import type { Problem } from '@ameide/generator/inputs';
import { ChoiceGroup } from './ChoiceGroup';
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
  const { path } = props;
  return (
    <ChoiceGroup
      path={path}
      label={props.label}
      problems={props.problems}
      hint={props.hint}
    >
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
    </ChoiceGroup>
  );
}
