import { TextControl } from '../controls/TextControl';
import { textOf } from '../aggregates/document';
import { propertySchema } from './property-schema';
import type { PropertyProps } from './property';

const EXAMPLES: Readonly<Record<string, string>> = {
  service: 'orders',
  owner: 'group:default/team-commerce',
  system: 'commerce',
  description: 'Takes and keeps the orders of customers.',
};

/** A property that is one text. */
export function TextProperty(props: PropertyProps) {
  const { property } = props;
  return (
    <TextControl
      path={property}
      label={props.title}
      hint={propertySchema(property).description}
      placeholder={EXAMPLES[property]}
      code={property !== 'description'}
      rows={property === 'description' ? 3 : undefined}
      value={textOf(props.value)}
      problems={props.problems}
      onLeave={props.onLeave}
      onChange={value => props.onChange(value === '' ? undefined : value)}
    />
  );
}
