import { unknownKeys } from './control-paths';
import type { Document } from './document';
import type { Edit } from './edits';

/** An edit that takes away what a problem without a control is about. */
export interface Remedy {
  readonly label: string;
  readonly edit: Edit;
}

/**
 * What can be done about a problem that no control shows, such as an unknown key
 * or a text where an aggregate should stand: only links give those.
 */
export function remedyFor(
  path: string,
  document: Document,
): Remedy | undefined {
  if (path === 'aggregates') {
    return document.misfit === undefined
      ? undefined
      : { label: 'Begin anew', edit: { type: 'start-over' } };
  }
  const found = /^aggregates\[(\d+)\](?:\.fields\[(\d+)\])?(?:\.|$)/.exec(path);
  const aggregate = document.aggregates[Number(found?.[1])];
  if (!found || !aggregate) return undefined;
  if (aggregate.misfit !== undefined) {
    return {
      label: 'Remove this aggregate',
      edit: { type: 'remove-aggregate', aggregate: aggregate.key },
    };
  }
  const field = found[2] ? aggregate.fields[Number(found[2])] : undefined;
  if (field === undefined) {
    const [attribute] = unknownKeys(aggregate.attributes, 'aggregate');
    return attribute === undefined
      ? undefined
      : {
          label: `Remove ${attribute}`,
          edit: {
            type: 'set-aggregate',
            aggregate: aggregate.key,
            attribute,
            value: undefined,
          },
        };
  }
  const place = { aggregate: aggregate.key, field: field.key };
  if (field.misfit !== undefined) {
    return {
      label: 'Remove this field',
      edit: { type: 'remove-field', ...place },
    };
  }
  const [attribute] = unknownKeys(field.attributes, 'field');
  return attribute === undefined
    ? undefined
    : {
        label: `Remove ${attribute}`,
        edit: { type: 'set-field', ...place, attribute, value: undefined },
      };
}
