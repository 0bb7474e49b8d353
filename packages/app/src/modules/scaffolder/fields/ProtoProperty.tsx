import { useId, useState } from 'react';
import { Button } from '@backstage/ui';
import { textOf } from '../aggregates/document';
import { TextControl } from '../controls/TextControl';
import type { PropertyProps } from './property';
import styles from '../controls/controls.module.css';

/** A larger file is no contract; the schema allows a fifth of this. */
const LARGEST_FILE = 1_000_000;

/** A contract that describes the aggregates: typed, pasted or taken from a file. */
export function ProtoProperty(props: PropertyProps) {
  const id = useId();
  const [note, setNote] = useState('');
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST_FILE) {
      setNote(`${file.name} is too large for a contract.`);
      return;
    }
    const text = await file.text();
    props.onChange(text === '' ? undefined : text);
    setNote(text === '' ? `${file.name} is empty.` : `Took ${file.name}.`);
  };
  const isGiven = props.value !== undefined;
  return (
    <details className={styles.disclosure} open={isGiven || undefined}>
      <summary>{props.title}</summary>
      <div className={styles.disclosed}>
        <p className={styles.hint}>
          Names, numbers and comments of a given contract are kept.
        </p>
        <div className={styles.upload}>
          <label htmlFor={id}>Take it from a file</label>
          <input
            id={id}
            type="file"
            accept=".proto"
            onChange={event => {
              const input = event.target;
              take(input.files?.[0]).finally(() => {
                // The same file can be taken again after it was changed.
                input.value = '';
              });
            }}
          />
          {isGiven ? (
            <Button
              size="small"
              variant="secondary"
              onPress={() => {
                setNote('Removed the contract.');
                props.onChange(undefined);
              }}
            >
              Remove the contract
            </Button>
          ) : null}
          <span role="status">{note}</span>
        </div>
        <TextControl
          path="proto"
          label="Contract"
          code
          rows={14}
          value={textOf(props.value)}
          problems={props.problems}
          onLeave={props.onLeave}
          onChange={value => props.onChange(value === '' ? undefined : value)}
        />
      </div>
    </details>
  );
}
