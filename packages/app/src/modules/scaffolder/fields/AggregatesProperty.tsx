import { Alert, Button } from '@backstage/ui';
import { AggregateEditor } from '../aggregates/AggregateEditor';
import { propertySchema } from './property-schema';
import type { PropertyProps } from './property';

const schema = propertySchema('aggregates');
/** What the schema allows is all that is drawn. */
const LIMITS = {
  aggregates: schema.maxItems ?? 30,
  fields: schema.items?.properties?.fields?.maxItems ?? 60,
};

/** The aggregates, unless a contract describes them. */
export function AggregatesProperty(props: PropertyProps) {
  const isGiven = props.formData.proto !== undefined;
  if (isGiven) {
    return (
      <Alert
        status="info"
        icon
        title="The contract below describes the aggregates, so that none are taken here."
        description={
          props.value === undefined
            ? 'Remove the contract to describe them in the form.'
            : 'Some were described here before.'
        }
        customActions={
          props.value === undefined ? undefined : (
            <Button
              size="small"
              variant="secondary"
              onPress={() => props.onChange(undefined)}
            >
              Remove the aggregates
            </Button>
          )
        }
      />
    );
  }
  return (
    <AggregateEditor
      value={props.value}
      onChange={props.onChange}
      problems={props.problems}
      refusal={props.refusal}
      limits={LIMITS}
    />
  );
}
