import { FieldDescriptorProto_Type } from '@bufbuild/protobuf/wkt';

/** Types that need no declaration, by their names in a .proto file. */
export const SCALAR_TYPES: ReadonlyMap<string, FieldDescriptorProto_Type> =
  new Map([
    ['double', FieldDescriptorProto_Type.DOUBLE],
    ['float', FieldDescriptorProto_Type.FLOAT],
    ['int64', FieldDescriptorProto_Type.INT64],
    ['uint64', FieldDescriptorProto_Type.UINT64],
    ['int32', FieldDescriptorProto_Type.INT32],
    ['uint32', FieldDescriptorProto_Type.UINT32],
    ['sint32', FieldDescriptorProto_Type.SINT32],
    ['sint64', FieldDescriptorProto_Type.SINT64],
    ['fixed32', FieldDescriptorProto_Type.FIXED32],
    ['fixed64', FieldDescriptorProto_Type.FIXED64],
    ['sfixed32', FieldDescriptorProto_Type.SFIXED32],
    ['sfixed64', FieldDescriptorProto_Type.SFIXED64],
    ['bool', FieldDescriptorProto_Type.BOOL],
    ['string', FieldDescriptorProto_Type.STRING],
    ['bytes', FieldDescriptorProto_Type.BYTES],
  ]);
