import { controlAttributes, type Control } from './control';
import { LabelledControl } from './LabelledControl';
import styles from './controls.module.css';

/**
 * One of several values. A value that is none of them, as a link may bring it,
 * is offered too and stays until another one is chosen.
 */
export function SelectControl(
  props: Control & {
    readonly value: string;
    readonly options: readonly string[];
    readonly onChange: (value: string) => void;
    /** Shown while nothing is chosen. */
    readonly placeholder?: string | undefined;
  },
) {
  const { value, options } = props;
  return (
    <LabelledControl control={props}>
      <select
        {...controlAttributes(props)}
        className={styles.input}
        value={value}
        onChange={event => props.onChange(event.target.value)}
      >
        {value === '' ? (
          <option value="">{props.placeholder ?? 'Choose'}</option>
        ) : null}
        {value !== '' && !options.includes(value) ? (
          <option value={value}>{value}</option>
        ) : null}
        {options.map(option => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </LabelledControl>
  );
}
