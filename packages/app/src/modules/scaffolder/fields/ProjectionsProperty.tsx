import { Button } from '@backstage/ui';
import { CheckListControl } from '../controls/CheckListControl';
import { ProblemText } from '../controls/ProblemText';
import { entitiesOf } from '../preview/entities';
import { problemsWithin } from './input-problems';
import { chooseField, readProjections } from './projections';
import { propertySchema } from './property-schema';
import type { PropertyProps } from './property';
import styles from '../controls/controls.module.css';

const SENSITIVE = ['confidential', 'personal'];
/** The schema allows no more. */
const DRAWN = propertySchema('projections').maxItems ?? 30;

/** Which fields of which aggregates leave the service for the knowledge graph. */
export function ProjectionsProperty(props: PropertyProps) {
  const { property, problems, value } = props;
  const entities = named(entitiesOf(props.formData));
  const chosen = readProjections(value);
  const own = problems.filter(({ path }) => path === property);
  const strays = chosen
    .map((entry, index) => ({ ...entry, index }))
    .filter(entry => !entities.some(({ name }) => name === entry.aggregate));
  return (
    <fieldset className={styles.list} data-path={property} tabIndex={-1}>
      <legend className={styles.label}>{props.title}</legend>
      <p className={styles.hint}>{propertySchema(property).description}</p>
      {entities.map(({ name, fields }) => {
        const index = chosen.findIndex(({ aggregate }) => aggregate === name);
        const entry = chosen[index];
        const gone = (entry?.fields ?? []).filter(
          field => !fields.some(other => other.name === field),
        );
        return (
          <CheckListControl
            key={name}
            path={index < 0 ? `${property}:${name}` : `${property}[${index}]`}
            label={name}
            values={entry?.fields ?? []}
            options={[
              ...named(fields).map(field => ({
                value: field.name,
                refused: SENSITIVE.includes(field.classification)
                  ? `is ${field.classification} and stays in the service`
                  : undefined,
              })),
              ...[...new Set(gone)]
                .slice(0, 60)
                .map(field => ({ value: field })),
            ]}
            problems={
              index < 0 ? [] : problemsWithin(problems, `${property}[${index}]`)
            }
            onChange={(field, isChosen) =>
              props.onChange(
                chooseField(value, { aggregate: name, field, isChosen }),
              )
            }
          />
        );
      })}
      {strays.slice(0, DRAWN).map(({ aggregate, index }) => (
        <div
          key={index}
          className={styles.stray}
          data-path={`${property}[${index}]`}
          tabIndex={-1}
        >
          <ProblemText
            id={`at:${property}[${index}]:problems`}
            problems={problemsWithin(problems, `${property}[${index}]`)}
          />
          <Button
            size="small"
            variant="secondary"
            onPress={() => {
              const rest = (value as []).filter((_, place) => place !== index);
              props.onChange(rest.length > 0 ? rest : undefined);
            }}
          >
            {`Remove the projection of ${aggregate || 'nothing'}`}
          </Button>
        </div>
      ))}
      {own.length > 0 ? (
        <div className={styles.stray}>
          <ProblemText id={`at:${property}:problems`} problems={own} />
          <Button
            size="small"
            variant="secondary"
            onPress={() => props.onChange(undefined)}
          >
            Remove all projections
          </Button>
        </div>
      ) : null}
    </fieldset>
  );
}

/** What has a name, each name once: wrong ones are for the editor to complain about. */
function named<Item extends { readonly name: string }>(
  items: readonly Item[],
): Item[] {
  return items.filter(
    ({ name }, index) =>
      name !== '' && items.findIndex(item => item.name === name) === index,
  );
}
