import { useState } from 'react';
import TuneIcon from '@material-ui/icons/Tune';
import {
  canBeUnique,
  CLASSIFICATIONS,
  FIELD_TYPES,
} from '@ameide/generator/inputs';
import { CheckControl } from '../controls/CheckControl';
import { IconButton } from '../controls/IconButton';
import { SelectControl } from '../controls/SelectControl';
import { TextControl } from '../controls/TextControl';
import { detailsOf, typeOf } from './control-paths';
import {
  textOf,
  type Document,
  type EditedAggregate,
  type EditedField,
} from './document';
import { useEditorContext } from './editor-context';
import { FieldDetails } from './FieldDetails';
import { FieldSummary } from './FieldSummary';
import { controlName } from './focus';
import { movesBy } from './move-keys';
import { MoveAndRemove } from './MoveAndRemove';
import styles from './aggregates.module.css';

/** Details without which the field is wrong: these are always in sight. */
const NEEDED = ['target', 'values'];

/** One field: what every field has in a row, the details of its type below. */
export function FieldRow(props: {
  readonly field: EditedField;
  readonly aggregate: EditedAggregate;
  readonly document: Document;
  readonly path: string;
  readonly position: number;
}) {
  const { field, aggregate, path, position } = props;
  const { key, attributes } = field;
  const { edit, problemsAt, leave } = useEditorContext();
  const place = { aggregate: aggregate.key, field: key };
  const bind = (attribute: string) => ({
    path: `${path}.${attribute}`,
    problems: problemsAt(`${path}.${attribute}`, key, attribute),
    onLeave: () => leave(key, attribute),
    onChange: (value: string | boolean) =>
      edit({ type: 'set-field', ...place, attribute, value }),
  });
  const details = detailsOf(field);
  const optional = details.filter(name => !NEEDED.includes(name));
  const [isOpen, setOpen] = useState(false);
  const hidden = [...optional, 'description'].flatMap(name =>
    problemsAt(`${path}.${name}`, key, name),
  );
  const showsAll = isOpen || hidden.length > 0;
  const type = typeOf(field);
  const label = `field ${position + 1} of aggregate ${textOf(
    aggregate.attributes.name,
  )}`.trim();
  const actions = (
    <MoveAndRemove
      what={label}
      itemKey={key}
      isFirst={position === 0}
      isLast={position === aggregate.fields.length - 1}
      onMove={by => edit({ type: 'move-field', ...place, by })}
      onRemove={() => edit({ type: 'remove-field', ...place })}
    />
  );
  if (field.misfit !== undefined) {
    return (
      <div className={styles.row} data-path={path} tabIndex={-1}>
        <p className={styles.misfit}>This is no field.</p>
        {actions}
      </div>
    );
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys that move it work anywhere inside
    <div
      role="group"
      aria-label={`Field ${position + 1} ${textOf(attributes.name)}`.trim()}
      className={styles.row}
      data-path={path}
      tabIndex={-1}
      onKeyDown={event => {
        const by = movesBy(event);
        if (by) edit({ type: 'move-field', ...place, by });
        const isText = (event.target as HTMLElement).tagName === 'INPUT';
        if (event.key === 'Enter' && isText) event.preventDefault();
      }}
    >
      <div className={styles.basics}>
        <TextControl
          {...bind('name')}
          name={controlName(key, 'name')}
          label="Field"
          code
          placeholder="orderNumber"
          value={textOf(attributes.name)}
          onKeyDown={event => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            edit({ type: 'add-field', aggregate: aggregate.key, after: key });
          }}
        />
        <SelectControl
          {...bind('type')}
          label="Type"
          options={FIELD_TYPES}
          value={textOf(attributes.type)}
        />
        <SelectControl
          {...bind('classification')}
          label="Classification"
          options={CLASSIFICATIONS}
          value={textOf(attributes.classification) || 'internal'}
        />
        <div className={styles.checks}>
          <CheckControl
            {...bind('required')}
            label="Required"
            value={attributes.required === true}
          />
          <CheckControl
            {...bind('unique')}
            label="Unique"
            value={attributes.unique === true}
            disabled={
              type !== undefined &&
              !canBeUnique(type) &&
              attributes.unique !== true
            }
          />
        </div>
        <div className={styles.actions}>
          <IconButton
            label={`${showsAll ? 'Hide' : 'Show'} details of ${label}`}
            expanded={showsAll}
            onClick={() => setOpen(!showsAll)}
          >
            <TuneIcon />
          </IconButton>
          {actions}
        </div>
      </div>
      {showsAll ? null : <FieldSummary field={field} />}
      <FieldDetails
        field={field}
        document={props.document}
        aggregate={aggregate.key}
        path={path}
        details={
          showsAll ? details : details.filter(name => NEEDED.includes(name))
        }
        withDescription={showsAll}
      />
    </div>
  );
}
