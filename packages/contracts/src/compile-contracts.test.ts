import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  create,
  createRegistry,
  equals,
  fromBinary,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { compileContracts } from './compile-contracts';
import { platformDescriptors } from './platform-descriptors';

const REPOSITORY = path.join(__dirname, '../../..');
const SDK_PROTO = path.join(REPOSITORY, 'packages/sdk/proto');

const orders = `syntax = "proto3";

package ameide.orders.v1;

import "ameide/common/v1/options.proto";
import "ameide/orders/v1/parts.proto";
import "buf/validate/validate.proto";

message Order {
  reserved 4, 6 to 8;
  reserved "note";
  string id = 1 [(buf.validate.field).string.uuid = true];
  map<string, Part> parts = 2;
  map<int64, State> states = 3 [(buf.validate.field).map.max_pairs = 10];
  oneof who {
    option (buf.validate.oneof).required = true;
    string person = 10 [(ameide.common.v1.classification) = CLASSIFICATION_PERSONAL];
    parts.Team team = 11;
  }
  optional string hint = 12 [json_name = "Hinweis", deprecated = true];
  repeated fixed64 marks = 13 [packed = false];
  State state = 14 [(ameide.orders.v1.parts.weight) = 3];
  enum State {
    option allow_alias = true;
    STATE_UNSPECIFIED = 0;
    STATE_NEW = 1;
    STATE_FRESH = 1;
  }
}
`;
const parts = `syntax = "proto3";

package ameide.orders.v1;

import "google/protobuf/descriptor.proto";
import "ameide/orders/v1/teams.proto";

extend google.protobuf.FieldOptions {
  ameide.orders.v1.parts.Weight ignored = 50001;
}

message Part {
  sint32 count = 1;
  .ameide.orders.v1.parts.Team team = 2;
}
`;
const teams = `syntax = "proto3";

package ameide.orders.v1.parts;

import "google/protobuf/descriptor.proto";

extend google.protobuf.FieldOptions {
  int32 weight = 50000;
}

message Weight {}

message Team {
  bytes key = 1;
}
`;
const texts = new Map([
  [
    'ameide/orders/v1/orders.proto',
    orders.replace(
      'import "ameide/orders/v1/parts.proto";',
      'import "ameide/orders/v1/parts.proto";\nimport "ameide/orders/v1/teams.proto";',
    ),
  ],
  ['ameide/orders/v1/parts.proto', parts],
  ['ameide/orders/v1/teams.proto', teams],
]);

/** What both compilers must agree on: all but comments, positions and the bytes' order within options. */
function comparable(file: FileDescriptorProto): FileDescriptorProto {
  const copy = fromBinary(
    FileDescriptorProtoSchema,
    toBinary(FileDescriptorProtoSchema, file),
  );
  copy.sourceCodeInfo = undefined;
  // buf adds a note of its own to each file.
  copy.$unknown = undefined;
  for (const { field } of copy.messageType) {
    for (const { options } of field) {
      options?.$unknown?.sort((first, second) => first.no - second.no);
    }
  }
  return copy;
}

describe('compileContracts', () => {
  it('compiles what buf compiles', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'contracts-'));
    try {
      for (const [name, text] of texts) {
        mkdirSync(path.dirname(path.join(folder, 'proto', name)), {
          recursive: true,
        });
        writeFileSync(path.join(folder, 'proto', name), text);
      }
      cpSync(SDK_PROTO, path.join(folder, 'sdk'), { recursive: true });
      const output = path.join(folder, 'out.binpb');
      execFileSync(
        path.join(REPOSITORY, 'node_modules/.bin/buf'),
        [
          'build',
          '.',
          '--config',
          JSON.stringify({
            version: 'v2',
            modules: [{ path: 'proto' }, { path: 'sdk' }],
          }),
          '--output',
          output,
          '--exclude-source-info',
        ],
        {
          cwd: folder,
        },
      );
      const built = fromBinary(FileDescriptorSetSchema, readFileSync(output));
      for (const { path: name, descriptor } of compileContracts(texts).files) {
        const expected = built.file.find(file => file.name === name);
        expect(expected).toBeDefined();
        const unknown = { unknown: true, registry: createRegistry() };
        expect(
          toJson(FileDescriptorProtoSchema, comparable(descriptor)),
        ).toEqual(
          expected && toJson(FileDescriptorProtoSchema, comparable(expected)),
        );
        expect(
          equals(
            FileDescriptorProtoSchema,
            comparable(descriptor),
            comparable(expected ?? create(FileDescriptorProtoSchema)),
            unknown,
          ),
        ).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('knows the line of each declaration', () => {
    const [teamsFile, , ordersFile] = compileContracts(texts).files;
    expect(teamsFile?.lines.get('Team.key')).toBe(14);
    expect(ordersFile?.lines.get('Order.id')).toBe(13);
  });

  it.each([
    ['a file that is not there', 'import "elsewhere.proto";', /elsewhere/],
    ['a file that imports itself', 'import "a.proto";', /itself/],
    ['a type that is not there', 'message A { B b = 1; }', /type B/],
    ['a syntax error', 'message A {', /./],
    ['a name that the parser drops', 'message __proto__ {}', /reserved/],
  ])('refuses %s', (_, statement, problem) => {
    expect(() =>
      compileContracts(
        new Map([['a.proto', `syntax = "proto3";\n${statement}\n`]]),
      ),
    ).toThrow(problem);
  });

  it('lets no file of a tree stand for one of the platform', () => {
    const { registry } = compileContracts(
      new Map([
        [
          'ameide/common/v1/options.proto',
          'syntax = "proto3"; package ameide.common.v1; message AuthRequirement {}',
        ],
      ]),
    );
    const requirement = registry.getMessage('ameide.common.v1.AuthRequirement');
    expect(requirement?.fields).toHaveLength(3);
  });
});

describe('platformDescriptors', () => {
  it("is the SDK's", () => {
    expect(
      Buffer.from(
        toBinary(FileDescriptorSetSchema, platformDescriptors(), {
          writeUnknownFields: true,
        }),
      ),
    ).toEqual(readFileSync(path.join(SDK_PROTO, 'descriptor.binpb')));
  });
});
