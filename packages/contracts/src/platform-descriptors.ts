import { fromBinary } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import {
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import embedded from './platform-files.json';

let descriptors: FileDescriptorSet | undefined;

/**
 * What every contract may import: `ameide/common/v1`, `buf/validate` and the
 * well-known types that they need, each after what it imports itself.
 */
export function platformDescriptors(): FileDescriptorSet {
  descriptors ??= fromBinary(
    FileDescriptorSetSchema,
    base64Decode(embedded.base64),
  );
  return descriptors;
}
