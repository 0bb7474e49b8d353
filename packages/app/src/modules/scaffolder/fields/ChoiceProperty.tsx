import { textOf } from '../aggregates/document';
import { RadioControl } from '../controls/RadioControl';
import { propertySchema } from './property-schema';
import type { PropertyProps } from './property';

const LABELS: Readonly<Record<string, string>> = {
  internal: 'internal: other services only',
  'platform-ui': 'platform-ui: browsers too, from the web origins below',
};

/** A property that is one of a few values. */
export function ChoiceProperty(props: PropertyProps) {
  const schema = propertySchema(props.property);
  return (
    <RadioControl
      path={props.property}
      label={props.title}
      hint={schema.description}
      value={textOf(props.value ?? schema.default)}
      options={(schema.enum ?? []).map(value => ({
        value,
        label: LABELS[value] ?? value,
      }))}
      problems={props.problems}
      onChange={props.onChange}
    />
  );
}
