import type { JsonValue } from '@backstage/types';
import { DEFAULT_DECIMAL, DEFAULT_LENGTHS } from '@ameide/generator/inputs';
import { SelectControl } from '../controls/SelectControl';
import { TextControl } from '../controls/TextControl';
import { TextListControl } from '../controls/TextListControl';
import { typeOf } from './control-paths';
import {
  targetName,
  textOf,
  type Document,
  type EditedField,
  type Key,
} from './document';
import { useEditorContext } from './editor-context';
import styles from './aggregates.module.css';

/** How the details are called, and what is in force where they are not given. */
const LABELS: Readonly<Record<string, { label: string; placeholder: string }>> =
  {
    minLength: { label: 'Shortest length', placeholder: '0' },
    maxLength: {
      label: 'Greatest length',
      placeholder: '',
    },
    pattern: { label: 'Pattern', placeholder: '^ORD-[0-9]{1,9}$' },
    min: { label: 'Smallest value', placeholder: '' },
    max: { label: 'Largest value', placeholder: '' },
    precision: {
      label: 'Digits in all',
      placeholder: `${DEFAULT_DECIMAL.precision}`,
    },
    scale: {
      label: 'Digits after the point',
      placeholder: `${DEFAULT_DECIMAL.scale}`,
    },
    currency: { label: 'Only currency', placeholder: 'any, such as EUR' },
  };
/** Whole numbers; min and max stay texts, which keep every digit. */
const WHOLE = ['minLength', 'maxLength', 'precision', 'scale'];

/** What is typed, as a whole number where it is one; else the schema says what is wrong. */
export function wholeNumber(text: string): JsonValue {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

/** The details of a field's type, and its description. */
export function FieldDetails(props: {
  readonly field: EditedField;
  readonly document: Document;
  readonly aggregate: Key;
  readonly path: string;
  readonly details: readonly string[];
  readonly withDescription: boolean;
}) {
  const { field, document, path, details } = props;
  const { key, attributes } = field;
  const { edit, problemsAt, leave, targets } = useEditorContext();
  const change = (attribute: string, value: JsonValue) =>
    edit({
      type: 'set-field',
      aggregate: props.aggregate,
      field: key,
      attribute,
      value,
    });
  const bind = (attribute: string) => ({
    path: `${path}.${attribute}`,
    problems: problemsAt(`${path}.${attribute}`, key, attribute),
    onLeave: () => leave(key, attribute),
  });
  if (details.length === 0 && !props.withDescription) return null;
  return (
    <div className={styles.details}>
      {details.map(name => {
        if (name === 'target') {
          return (
            <SelectControl
              key={name}
              {...bind(name)}
              label="Refers to"
              options={targets}
              value={targetName(field, document)}
              placeholder="Choose an aggregate"
              onChange={value => change(name, value)}
            />
          );
        }
        if (name === 'values') {
          return (
            <TextListControl
              key={name}
              path={`${path}.values`}
              label="Values"
              entry="value"
              placeholder="IN_REVIEW"
              values={textsOf(attributes.values)}
              problemsAt={place => problemsAt(place, key, name)}
              onLeave={() => leave(key, name)}
              onChange={values => change(name, values.length > 0 ? values : '')}
            />
          );
        }
        return (
          <TextControl
            key={name}
            {...bind(name)}
            {...(LABELS[name] ?? { label: name, placeholder: '' })}
            {...(name === 'maxLength' ? longest(field) : {})}
            code
            numeric={name !== 'pattern' && name !== 'currency'}
            value={textOf(attributes[name])}
            onChange={value =>
              change(name, WHOLE.includes(name) ? wholeNumber(value) : value)
            }
          />
        );
      })}
      {props.withDescription ? (
        <div className={styles.wide}>
          <TextControl
            {...bind('description')}
            label="Description"
            value={textOf(attributes.description)}
            onChange={value => change('description', value)}
          />
        </div>
      ) : null}
    </div>
  );
}

function textsOf(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

/** The greatest length that is in force where none is given. */
function longest(field: EditedField): { placeholder: string } {
  const type = typeOf(field) === 'text' ? 'text' : 'string';
  return { placeholder: `${DEFAULT_LENGTHS[type]}` };
}
