import { DATABASE_PLANS } from '@ameide/generator/inputs';
import { textOf } from '../aggregates/document';
import { CheckListControl } from '../controls/CheckListControl';
import { propertySchema } from './property-schema';
import type { PropertyProps } from './property';

const LABELS: Readonly<Record<string, string>> = {
  shared: 'shared: tenants side by side, kept apart by row-level security',
  dedicated: 'dedicated: a database for one tenant alone',
};

/** Where a tenant's data can live. No plan at all is an answer, if a wrong one. */
export function DatabasePlansProperty(props: PropertyProps) {
  const given = props.value ?? propertySchema(props.property).default;
  const values = Array.isArray(given) ? given.map(textOf) : [];
  const unknown = [...new Set(values)].filter(
    value => !DATABASE_PLANS.some(plan => plan === value),
  );
  return (
    <CheckListControl
      path={props.property}
      label={props.title}
      values={values}
      options={[...DATABASE_PLANS, ...unknown.slice(0, 20)].map(value => ({
        value,
        label: LABELS[value],
      }))}
      problems={props.problems}
      onChange={(plan, isChosen) =>
        props.onChange(
          isChosen ? [...values, plan] : values.filter(value => value !== plan),
        )
      }
    />
  );
}
