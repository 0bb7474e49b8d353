// protovalidate's npm package brings no .proto file, but its descriptor: a
// service's buf gets the file from there, without a network.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { file_buf_validate_validate } from '@bufbuild/protovalidate/gen/buf/validate/validate_pb.js';
import { printProto } from './print-proto.mjs';

const target = path.resolve(
  fileURLToPath(import.meta.url),
  '../../proto/buf/validate/validate.proto',
);
mkdirSync(path.dirname(target), { recursive: true });
writeFileSync(target, printProto(file_buf_validate_validate));
