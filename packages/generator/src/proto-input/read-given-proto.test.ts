import { readGivenProto } from './read-given-proto';

const HEADER = 'syntax = "proto3";\npackage ameide.fleet.v1;\n';
const read = (
  text: string,
  context: Partial<{ service: string; tenant: boolean }> = {},
) => readGivenProto(text, { service: 'fleet', tenant: false, ...context });
const messagesOf = (body: string, header = HEADER) => {
  const result = read(header + body);
  return result.ok
    ? []
    : result.problems.map(({ path, message }) => `${path}: ${message}`);
};

const FLEET = `syntax = "proto3";

package ameide.fleet.v1;

import "ameide/common/v1/money.proto";
import "ameide/common/v1/options.proto";
import "buf/validate/validate.proto";
import "google/protobuf/timestamp.proto";

service FleetService {
  rpc CreateVehicle(CreateVehicleRequest) returns (CreateVehicleResponse);
  rpc ExportVehicles(ExportVehiclesRequest) returns (stream ExportVehiclesResponse);
  rpc ListVehiclesAcrossOrganizations(ListVehiclesAcrossOrganizationsRequest) returns (ListVehiclesAcrossOrganizationsResponse);
}

message CreateVehicleRequest {
  Vehicle vehicle = 1;
}

// A car or a lorry.
message Vehicle {
  string id = 7;
  // As on the plate.
  string plate = 1 [
    (buf.validate.field).required = true,
    (buf.validate.field).string = {min_len: 2 max_len: 12 pattern: "^[A-Z]{1,3}-[0-9]{1,4}$"}
  ];
  VehicleKind kind = 2 [(buf.validate.field).enum.defined_only = true];
  string depot_id = 3 [(buf.validate.field).string.uuid = true];
  string key_id = 9 [(buf.validate.field).string.uuid = true];
  optional int64 mileage = 4 [(buf.validate.field).int64 = {gte: 0, lte: 2000000}];
  bool leased = 5;
  google.protobuf.Timestamp bought_at = 6;
  ameide.common.v1.Money price = 8 [(ameide.common.v1.classification) = CLASSIFICATION_CONFIDENTIAL];
  string remarks = 10 [(buf.validate.field).string.max_len = 4000];
}

message Depot {
  string label = 1;
}

enum VehicleKind {
  VEHICLE_KIND_UNSPECIFIED = 0;
  // Up to 3.5 t.
  VEHICLE_KIND_CAR = 4;
  VEHICLE_KIND_LORRY = 2;
}
`;

describe('readGivenProto', () => {
  it('keeps names, numbers, comments, rules and classifications', () => {
    const result = read(FLEET);
    expect(result).toMatchObject({
      ok: true,
      contract: {
        protoPackage: 'ameide.fleet.v1',
        replaced: ['CreateVehicleRequest'],
        aggregates: [
          {
            name: 'Vehicle',
            plural: 'Vehicles',
            description: 'A car or a lorry.',
            tenantWideList: true,
            numbers: { id: 7, version: 11, createdAt: 12, updatedAt: 13 },
            fields: [
              {
                name: 'plate',
                type: 'string',
                description: 'As on the plate.',
                required: true,
                minLength: 2,
                maxLength: 12,
                pattern: '^[A-Z]{1,3}-[0-9]{1,4}$',
                protoName: 'plate',
                protoNumber: 1,
              },
              {
                name: 'kind',
                type: 'enum',
                givenEnum: {
                  name: 'VehicleKind',
                  unspecified: 'VEHICLE_KIND_UNSPECIFIED',
                  values: [
                    {
                      name: 'CAR',
                      proto: 'VEHICLE_KIND_CAR',
                      number: 4,
                      description: 'Up to 3.5 t.',
                    },
                    { name: 'LORRY', number: 2 },
                  ],
                },
              },
              {
                name: 'depot',
                type: 'reference',
                target: 'Depot',
                protoName: 'depot_id',
                protoNumber: 3,
              },
              { name: 'keyId', type: 'uuid', protoNumber: 9 },
              {
                name: 'mileage',
                type: 'integer',
                min: 0,
                max: 2_000_000,
                required: false,
              },
              { name: 'leased', type: 'boolean' },
              { name: 'boughtAt', type: 'timestamp' },
              { name: 'price', type: 'money', classification: 'confidential' },
              { name: 'remarks', type: 'text', maxLength: 4_000 },
            ],
          },
          {
            name: 'Depot',
            tenantWideList: false,
            numbers: { id: 2, version: 3, createdAt: 4, updatedAt: 5 },
          },
        ],
      },
    });
  });

  it.each<[string, string, unknown[]]>([
    [
      'a syntax error',
      'message A {\n  string = 1;\n}',
      ["proto: line 4: is not valid proto3: illegal name '='"],
    ],
    [
      'a nested message',
      'message A {\n  message B { string c = 1; }\n  string d = 2;\n}',
      [
        'proto: line 4: A.B: is declared inside a message; move it to the top of the file',
      ],
    ],
    [
      'a map',
      'message A {\n  string b = 2;\n  map<string, string> c = 1;\n}',
      [
        'proto: line 5: A.c: is a list or a map, which a column cannot hold; make the entries an aggregate with a reference',
      ],
    ],
    [
      'a list',
      'message A {\n  string b = 2;\n\n  repeated string c = 1;\n}',
      [expect.stringMatching(/^proto: line 6: A\.c: is a list/)],
    ],
    [
      'a oneof',
      'message A {\n  oneof b {\n    string c = 1;\n    string d = 2;\n  }\n}',
      [
        'proto: line 4: A.b: is a oneof, which a table cannot hold; use separate optional fields',
      ],
    ],
    [
      'a type that cannot be mapped',
      'message A {\n  string b = 1;\n  double c = 2;\n}',
      [
        'proto: line 5: A.c: the type double cannot be mapped for c; use string, int32, int64, bool, an enum of this file, google.protobuf.Timestamp or ameide.common.v1.Money',
      ],
    ],
    [
      'a message as a field',
      'message A {\n  B b = 1;\n  string c = 2;\n}\nmessage B { string d = 1; }',
      [
        'proto: line 4: A.b: holds a B; refer to it by string b_id with the rule string.uuid instead',
      ],
    ],
    [
      'a rule that cannot be kept',
      'message A {\n  string b = 1 [(buf.validate.field).string.email = true];\n}',
      [
        expect.stringMatching(
          /^proto: line 4: A\.b: the rule string\.email cannot be kept/,
        ),
      ],
    ],
    [
      'an option that cannot be kept',
      'message A {\n  string b = 1 [deprecated = true];\n}',
      ['proto: line 4: A.b: the option deprecated cannot be kept; remove it'],
    ],
    [
      'a rule of another type',
      'message A {\n  bool b = 1 [(buf.validate.field).string.min_len = 1];\n}',
      [
        'proto: line 4: A.b: has a string rule, which does not apply to bool; remove it',
      ],
    ],
    [
      'a classification that is not there',
      'message A {\n  string b = 1 [(ameide.common.v1.classification) = SECRET];\n}',
      [
        expect.stringMatching(
          /^proto: line 4: A\.b: is not classified by one of/,
        ),
      ],
    ],
    [
      'an enum without the unspecified value',
      'message A { Kind kind = 1; }\nenum Kind {\n  KIND_A = 0;\n  KIND_B = 1;\n}',
      [
        expect.stringMatching(
          /^proto: line 4: Kind: must begin with KIND_UNSPECIFIED = 0/,
        ),
      ],
    ],
    [
      'an enum value without the prefix',
      'message A { Kind kind = 1; }\nenum Kind {\n  KIND_UNSPECIFIED = 0;\n  B = 1;\n}',
      expect.arrayContaining([
        'proto: line 6: Kind.B: must begin with KIND_',
      ]) as unknown as unknown[],
    ],
    [
      'an unused enum',
      'message A { string b = 1; }\nenum Kind {\n  KIND_UNSPECIFIED = 0;\n  KIND_B = 1;\n}',
      ['proto: line 4: Kind: is not used by any aggregate; remove it'],
    ],
    [
      'another method',
      'message A { string b = 1; }\nservice FleetService {\n  rpc DropEverything(DropEverythingRequest) returns (DropEverythingResponse);\n}',
      [
        expect.stringMatching(
          /^proto: line 5: FleetService\.DropEverything: is not one of the standard methods, which are CreateA, GetA, ListAs, UpdateA/,
        ),
      ],
    ],
    [
      'a method with options',
      'message A { string b = 1; }\nservice FleetService {\n  rpc GetA(GetARequest) returns (GetAResponse) {\n    option (ameide.common.v1.auth) = {roles: "guest"};\n  }\n}',
      [
        expect.stringMatching(
          /^proto: line 5: FleetService\.GetA: has options/,
        ),
      ],
    ],
    [
      'a stream that is none',
      'message A { string b = 1; }\nservice FleetService {\n  rpc GetA(GetARequest) returns (stream GetAResponse);\n}',
      ['proto: line 5: FleetService.GetA: must not stream'],
    ],
    [
      'another service',
      'message A { string b = 1; }\nservice Other {}',
      ['proto: line 4: Other: the service of this input is named FleetService'],
    ],
    [
      'a request of nothing',
      'message A { string b = 1; }\nmessage CreateBRequest {}',
      [
        expect.stringMatching(
          /^proto: line 4: CreateBRequest: looks like a request/,
        ),
      ],
    ],
    [
      'an extension',
      'message A { string b = 1; }\nextend google.protobuf.FieldOptions { string c = 50000; }',
      [expect.stringContaining('is not a message, an enum or a service')],
    ],
    [
      'a reserved name',
      'message A { string constructor = 1; }',
      [
        'proto: line 3: A.constructor: constructor is a reserved name; choose a longer one',
      ],
    ],
    [
      'a standard field of another type',
      'message A {\n  int64 id = 1;\n  string b = 2;\n}',
      [
        'proto: line 4: A.id: every aggregate has id as string; give it that type or remove it',
      ],
    ],
    [
      'reserved numbers',
      'message A {\n  reserved 3;\n  string b = 2;\n}',
      [
        'proto: line 3: A: has reserved numbers or names, which cannot be kept yet; remove them',
      ],
    ],
    [
      'no message',
      '',
      [
        'proto: has no message that could be an aggregate; requests, responses and events are made from aggregates',
      ],
    ],
    [
      'an import that moves the cursor and forges a problem',
      'import "\\x1b[2J\\n- owner: x";\nmessage A {\n  string b = 2;\n}',
      [
        expect.stringMatching(
          /^proto: imports \\u\{1b\}\[2J\\u\{a\}- owner: x, which a contract cannot use/,
        ),
      ],
    ],
    [
      'rules that are no numbers for a length',
      'message A {\n  string b = 2 [(buf.validate.field).string = {min_len: -1 max_len: nan}];\n}',
      [
        'proto: line 4: A.b: minLength must be at least 0',
        'proto: line 4: A.b: maxLength must be a number',
        'proto: line 3: A: has no field of its own',
      ],
    ],
    [
      'text that reorders',
      'message A {\n  // \u202e\n  string b = 2;\n}',
      [
        'proto: line 4: contains the character U+202E, which is invisible or reorders text; remove it',
      ],
    ],
  ])('refuses %s', (_name, body, expected) => {
    expect(messagesOf(body)).toEqual(expected);
  });

  it.each([
    ['package ameide.common.v1;', 'belongs to others'],
    ['package google.fleet.v1;', 'belongs to others'],
    ['package ameide.fleet;', 'must be lower-case words'],
    ['package acme.ameide.v1;', 'hides ameide.common.v1'],
    ['package ameide.con.v1;', 'Windows takes for a device'],
    ['', 'has no package'],
  ])('refuses %j', (line, reason) => {
    const [problem] = messagesOf(
      'message A { string b = 1; }',
      `syntax = "proto3";\n${line}\n`,
    );
    expect(problem).toContain(reason);
  });

  it('refuses proto2 and imports of others', () => {
    const [syntax] = messagesOf(
      'message A { optional string b = 1; }',
      'package ameide.fleet.v1;\n',
    );
    expect(syntax).toContain('the file must begin with syntax = "proto3";');
    expect(
      messagesOf('import "acme/secret.proto";\nmessage A { string b = 1; }')[0],
    ).toContain('imports acme/secret.proto, which a contract cannot use');
  });

  it("keeps a tenant's contract out of the platform's package", () => {
    expect(read(FLEET, { tenant: true })).toMatchObject({
      ok: false,
      problems: [
        {
          path: 'proto',
          message: expect.stringContaining('belongs to the platform'),
        },
      ],
    });
  });

  it.each([
    ['white space', ' '.repeat(199_000)],
    ['comments that open', '/*'.repeat(99_000)],
    ['braces', '{'.repeat(199_000)],
    ['nested messages', `${HEADER}${'message A {'.repeat(15_000)}`],
    [
      'nested options',
      `${HEADER}message A { string b = 1 [(x) = ${'{a:'.repeat(40_000)}`,
    ],
    [
      'fields',
      `${HEADER}message A {${Array.from(
        { length: 8_000 },
        (_, i) => `string b${i} = ${i + 1};`,
      ).join('')}}`,
    ],
    [
      'messages',
      HEADER +
        Array.from(
          { length: 6_000 },
          (_, i) => `message A${i} { string b = 1; }`,
        ).join(''),
    ],
  ])('refuses a file full of %s at once', (_name, text) => {
    const started = performance.now();
    const result = read(text.slice(0, 200_000));
    expect(result.ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  it('refuses the name that the parser drops', () => {
    expect(
      messagesOf('message A {\n  string b = 1;\n  string __proto__ = 2;\n}'),
    ).toEqual([
      'proto: line 5: A.__proto__: is a reserved name; choose another',
    ]);
  });

  it('says everything that is wrong, in the order of the file', () => {
    expect(
      messagesOf(
        'message A {\n  float b = 1;\n  bytes c = 2;\n}\nmessage D {\n  float e = 1;\n}',
      ).filter(text => text.includes('cannot be mapped')),
    ).toHaveLength(3);
  });
});
