import { type DescMessage, isFieldSet, type MessageShape } from '@bufbuild/protobuf';
import type { FieldMask } from '@bufbuild/protobuf/wkt';
import { invalidArgument } from '@ameideio/ameide-sdk-ts/node';

/** Fields that can be changed, by their names in the contract, and whether they can be cleared. */
export type ChangeableFields = Readonly<Record<string, 'required' | 'optional'>>;

/**
 * The fields that an update is to change.
 *
 * @throws ConnectError `InvalidArgument` when the mask is empty, names something
 *   that cannot be changed, or would clear a required field.
 */
export function readUpdateMask<Desc extends DescMessage, Fields extends ChangeableFields>(
  schema: Desc,
  request: MessageShape<Desc> & { readonly updateMask?: FieldMask },
  fields: Fields,
): ReadonlySet<keyof Fields> {
  const paths = request.updateMask?.paths ?? [];
  if (paths.length === 0) {
    throw invalidArgument('update_mask', `name at least one of ${Object.keys(fields).join(', ')}`);
  }
  for (const path of paths) {
    const field = schema.fields.find(candidate => candidate.name === path);
    if (field === undefined || !Object.hasOwn(fields, path)) {
      throw invalidArgument('update_mask', `can only name ${Object.keys(fields).join(', ')}`);
    }
    if (fields[path] === 'required' && !isFieldSet(request, field)) {
      throw invalidArgument(path, 'is required and cannot be cleared');
    }
  }
  return new Set(paths);
}
