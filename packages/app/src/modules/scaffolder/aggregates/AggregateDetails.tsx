import { CheckControl } from '../controls/CheckControl';
import { TextControl } from '../controls/TextControl';
import { textOf, type EditedAggregate } from './document';
import { useEditorContext } from './editor-context';
import styles from './aggregates.module.css';

/** What an aggregate can say beside its name and fields; closed until it is wanted. */
export function AggregateDetails(props: {
  readonly aggregate: EditedAggregate;
  readonly path: string;
}) {
  const { path } = props;
  const { key, attributes } = props.aggregate;
  const { edit, problemsAt, leave } = useEditorContext();
  const bind = (attribute: string) => ({
    path: `${path}.${attribute}`,
    problems: problemsAt(`${path}.${attribute}`, key, attribute),
    onLeave: () => leave(key, attribute),
    onChange: (value: string | boolean) =>
      edit({ type: 'set-aggregate', aggregate: key, attribute, value }),
  });
  return (
    <div className={styles.aggregateDetails}>
      <TextControl
        {...bind('description')}
        label="Description"
        placeholder="In a sentence"
        value={textOf(attributes.description)}
      />
      <TextControl
        {...bind('plural')}
        label="Plural"
        code
        placeholder="Only where adding s, es or ies is wrong"
        value={textOf(attributes.plural)}
      />
      <CheckControl
        {...bind('tenantWideList')}
        label="List for the whole tenant"
        hint="Across all organisations, for administrators"
        value={attributes.tenantWideList === true}
      />
    </div>
  );
}
