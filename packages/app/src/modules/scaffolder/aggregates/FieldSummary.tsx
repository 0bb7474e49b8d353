import { limitsOf } from '../preview/entities';
import { textOf, type EditedField } from './document';
import styles from './aggregates.module.css';

/** What the closed details of a field say, in a line. */
export function FieldSummary({ field }: { readonly field: EditedField }) {
  const { values: _inSight, ...attributes } = field.attributes;
  const said = [...limitsOf(attributes), textOf(attributes.description)].filter(
    text => text !== '',
  );
  return said.length > 0 ? (
    <p className={styles.summary}>{said.join('; ')}</p>
  ) : null;
}
