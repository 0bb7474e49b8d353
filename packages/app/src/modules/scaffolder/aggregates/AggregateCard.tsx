import { useState } from 'react';
import { Button } from '@backstage/ui';
import ExpandLessIcon from '@material-ui/icons/ExpandLess';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { IconButton } from '../controls/IconButton';
import { ProblemText } from '../controls/ProblemText';
import { TextControl } from '../controls/TextControl';
import { AggregateDetails } from './AggregateDetails';
import { textOf, type Document, type EditedAggregate } from './document';
import { useEditorContext } from './editor-context';
import { FieldRow } from './FieldRow';
import { controlName } from './focus';
import { movesBy } from './move-keys';
import { MoveAndRemove } from './MoveAndRemove';
import styles from './aggregates.module.css';

/** One aggregate with its fields. */
export function AggregateCard(props: {
  readonly aggregate: EditedAggregate;
  readonly document: Document;
  readonly index: number;
  readonly drawnFields: number;
  readonly startsOpen: boolean;
}) {
  const { aggregate, document, index } = props;
  const { edit, problemsAt, leave } = useEditorContext();
  const [isOpen, setOpen] = useState(props.startsOpen);
  const { key, attributes, fields } = aggregate;
  const path = `aggregates[${index}]`;
  const label = `aggregate ${index + 1}`;
  const own = problemsAt(`${path}.fields`, key, 'fields');
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys that move it work anywhere inside
    <div
      role="group"
      aria-label={`Aggregate ${index + 1} ${textOf(attributes.name)}`.trim()}
      data-path={path}
      tabIndex={-1}
      className={styles.card}
      onKeyDown={event => {
        const by = movesBy(event);
        if (by) edit({ type: 'move-aggregate', aggregate: key, by });
      }}
    >
      <div className={styles.head}>
        <IconButton
          label={`${isOpen ? 'Close' : 'Open'} ${label}`}
          expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? <ExpandLessIcon /> : <ExpandMoreIcon />}
        </IconButton>
        {aggregate.misfit === undefined ? (
          <TextControl
            path={`${path}.name`}
            name={controlName(key, 'name')}
            label="Aggregate"
            code
            placeholder="OrderLine"
            value={textOf(attributes.name)}
            problems={problemsAt(`${path}.name`, key, 'name')}
            onLeave={() => leave(key, 'name')}
            onChange={value =>
              edit({
                type: 'set-aggregate',
                aggregate: key,
                attribute: 'name',
                value,
              })
            }
            onKeyDown={event => {
              if (event.key === 'Enter') event.preventDefault();
            }}
          />
        ) : (
          <p className={styles.misfit}>This is no aggregate.</p>
        )}
        <span className={styles.count}>{countOf(aggregate)}</span>
        <MoveAndRemove
          what={label}
          itemKey={key}
          isFirst={index === 0}
          isLast={index === document.aggregates.length - 1}
          onMove={by => edit({ type: 'move-aggregate', aggregate: key, by })}
          onRemove={() => edit({ type: 'remove-aggregate', aggregate: key })}
        />
      </div>
      {isOpen && aggregate.misfit === undefined ? (
        <div className={styles.body}>
          <AggregateDetails aggregate={aggregate} path={path} />
          <div
            className={styles.rows}
            data-path={`${path}.fields`}
            tabIndex={-1}
          >
            {fields.slice(0, props.drawnFields).map((field, position) => (
              <FieldRow
                key={field.key}
                field={field}
                aggregate={aggregate}
                document={document}
                path={`${path}.fields[${position}]`}
                position={position}
              />
            ))}
          </div>
          <div className={styles.buttons}>
            <Button
              size="small"
              variant="secondary"
              data-control={controlName(key, 'add-field')}
              aria-describedby={
                own.length > 0 ? `at:${path}.fields:problems` : undefined
              }
              onPress={() => edit({ type: 'add-field', aggregate: key })}
            >
              Add field
            </Button>
            <ProblemText id={`at:${path}.fields:problems`} problems={own} />
          </div>
        </div>
      ) : null}
    </div>
  );
}

function countOf({ fields, misfit }: EditedAggregate): string {
  if (misfit !== undefined) return '';
  return fields.length === 1 ? '1 field' : `${fields.length} fields`;
}
