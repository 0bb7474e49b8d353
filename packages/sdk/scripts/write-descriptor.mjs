// Writes everything that a service's .proto may import as one
// FileDescriptorSet, dependencies first, so that a generator can compile a
// contract without reading these files.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { create, toBinary } from '@bufbuild/protobuf';
import {
  FileDescriptorSetSchema,
  file_google_protobuf_field_mask,
  file_google_protobuf_timestamp,
} from '@bufbuild/protobuf/wkt';
import { file_ameide_agents_v1_agent } from '../dist/proto/ameide/agents/v1/agent_pb.js';
import { file_ameide_agents_v1_gateway } from '../dist/proto/ameide/agents/v1/gateway_pb.js';
import { file_ameide_agents_v1_registry } from '../dist/proto/ameide/agents/v1/registry_pb.js';
import { file_ameide_common_v1_context } from '../dist/proto/ameide/common/v1/context_pb.js';
import { file_ameide_common_v1_money } from '../dist/proto/ameide/common/v1/money_pb.js';
import { file_ameide_common_v1_options } from '../dist/proto/ameide/common/v1/options_pb.js';
import { file_ameide_common_v1_sinks } from '../dist/proto/ameide/common/v1/sinks_pb.js';
import { file_ameide_proposals_v1_proposal } from '../dist/proto/ameide/proposals/v1/proposal_pb.js';

const files = new Map();
function add(file) {
  if (files.has(file.name)) return;
  for (const dependency of file.dependencies) add(dependency);
  files.set(file.name, file.proto);
}
[
  file_google_protobuf_timestamp,
  file_google_protobuf_field_mask,
  file_ameide_common_v1_context,
  file_ameide_common_v1_money,
  file_ameide_common_v1_options,
  file_ameide_common_v1_sinks,
  file_ameide_agents_v1_agent,
  file_ameide_agents_v1_gateway,
  file_ameide_agents_v1_registry,
  file_ameide_proposals_v1_proposal,
].forEach(add);

const target = path.resolve(
  fileURLToPath(import.meta.url),
  '../../proto/descriptor.binpb',
);
const set = create(FileDescriptorSetSchema, { file: [...files.values()] });
writeFileSync(
  target,
  toBinary(FileDescriptorSetSchema, set, { writeUnknownFields: true }),
);
