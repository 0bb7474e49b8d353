import fc from 'fast-check';
import { hostileName } from './arbitrary-name';
import { anyText, hostileText, unseenText } from './arbitrary-text';
import { writtenCases } from './base-descriptions';

/** Changes the text of a .proto file. */
type Rewrite = (proto: string) => string;

const GENERATED = `syntax = "proto3";

package ameide.samples.v1;

import "ameide/common/v1/money.proto";
import "ameide/common/v1/options.proto";
import "buf/validate/validate.proto";
import "google/protobuf/timestamp.proto";

// Shelf.
message Shelf {
  // Code.
  string code = 5 [(buf.validate.field).string.pattern = "^[A-Z]{2}$"];
  // Kind.
  ShelfKind kind = 6;
  ameide.common.v1.Money price = 7 [(ameide.common.v1.classification) = CLASSIFICATION_CONFIDENTIAL];
  int64 rank = 8 [(buf.validate.field).int64 = { gte: 1 lte: 9 }];
}

/* Book. */
message Book {
  string shelf_id = 1 [(buf.validate.field).string.uuid = true];
  bool lent = 2; // Lent.
  google.protobuf.Timestamp since = 3;
}

// Kind of shelf.
enum ShelfKind {
  SHELF_KIND_UNSPECIFIED = 0;
  // Wood.
  SHELF_KIND_WOOD = 1;
}

// The service.
service FleetService {
  // Makes one.
  rpc CreateShelf(CreateShelfRequest) returns (CreateShelfResponse);
  rpc ListShelfsAcrossOrganizations(ListShelfsAcrossOrganizationsRequest) returns (ListShelfsAcrossOrganizationsResponse);
}

message CreateShelfRequest { string x = 1; }
message CreateShelfResponse { string x = 1; }
`;

/** Statements that say something which a contract has no place for. */
const STATEMENTS = [
  'option java_package = "x";',
  'option (ameide.common.v1.auth) = { roles: ["admin"] };',
  'option deprecated = true;',
  'import "google/protobuf/any.proto";',
  'import public "buf/validate/validate.proto";',
  'import "../../etc/passwd";',
  'import "a\\0b\\n- proto: forged";',
  'import "\\x1b[31m";',
  'package evil.v1;',
  'syntax = "proto2";',
  'edition = "2023";',
  'extend google.protobuf.FieldOptions { string evil = 50000; }',
  'extend Vehicle { string evil = 100; }',
  'message Nested { message Deeper { string x = 1; } string y = 1; }',
  'message __proto__ { string x = 1; }',
  'message Vehicle { string twice = 1; }',
  'message Lpt1 { string x = 1; }',
  'message Order { string order = 1; string select = 2; string group_by = 3; }',
  'message User { string constructor = 1; }',
  'enum Status { STATUS_UNSPECIFIED = 0; STATUS_X = 1; }',
  'enum Negative { NEGATIVE_UNSPECIFIED = 0; NEGATIVE_X = -1; }',
  'service Other { rpc Evil(EvilRequest) returns (EvilResponse); }',
  'reserved 100 to max;',
  'reserved "x";',
  'extensions 100 to 199;',
  'oneof either { string a = 90; string b = 91; }',
  'map<string, string> labels = 92;',
  'repeated string names = 93;',
  'optional string maybe = 94;',
  'required string must = 95;',
  'group Evil = 96 { string x = 1; }',
  'string __proto__ = 97;',
  'string toString = 97;',
  'string hasOwnProperty = 97;',
  'string x = 0;',
  'string x = 19000;',
  'string x = 536870912;',
  'string x = 010;',
  'bytes raw = 98;',
  'google.protobuf.Any any = 98;',
  'Vehicle self = 98;',
  'string name = 99 [(buf.validate.field).cel = { id: "x" message: "y" expression: "this.matches(\'x\')" }];',
  'string name = 99 [(buf.validate.field).string.pattern = "^[\\"\'`$]$"];',
  'string name = 99 [(buf.validate.field).string.pattern = "^a\\0b\\n$"];',
  'string name = 99 [(buf.validate.field).string.min_len = 18446744073709551615];',
  'string name = 99 [(buf.validate.field).string.max_len = -1];',
  'string name = 99 [(buf.validate.field).string.max_len = 1e3];',
  'string name = 99 [(buf.validate.field).string.max_len = nan];',
  'string name = 99 [(buf.validate.field).string.max_len = inf];',
  'string name = 99 [(buf.validate.field).string.max_len = 0.5];',
  'int64 size = 99 [(buf.validate.field).int64.gte = 9223372036854775807];',
  'int32 size = 99 [(buf.validate.field).int32.gte = 0x10];',
  'int32 size = 99 [(buf.validate.field).int32.lte = 010];',
  'string name = 99 [(evil) = "x", (__proto__) = "y", json_name = "__proto__"];',
  'string name = 99 [(ameide.common.v1.classification) = 7];',
  'string name = 99 [default = "x"];',
  ';;;',
  '{',
  '}',
  '"',
  '/*',
];

const pick = <Value>(list: readonly Value[], index: number) =>
  list[index % list.length];

/** A text in each of the comments, as lines or as a block. */
const commentAll = (texts: fc.Arbitrary<string>): fc.Arbitrary<Rewrite> =>
  fc
    .tuple(fc.array(texts, { minLength: 1, maxLength: 5 }), fc.boolean())
    .map(([given, asBlock]) => proto => {
      let count = 0;
      return proto.replace(/^( *)\/\/ .*$/gm, (_, indent: string) => {
        const text = pick(given, count) ?? '';
        count += 1;
        return asBlock
          ? `${indent}/* ${text.replaceAll('*/', '* /')} */`
          : text
              .split('\n')
              .map(line => `${indent}// ${line}`)
              .join('\n');
      });
    });

/** A statement or a text at the end of some line. */
const insertLine: fc.Arbitrary<Rewrite> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...STATEMENTS) },
      { weight: 1, arbitrary: hostileText },
    ),
    fc.nat(),
  )
  .map(([statement, index]) => proto => {
    const lines = proto.split('\n');
    lines.splice(index % lines.length, 0, statement);
    return lines.join('\n');
  });

/** One name becomes another wherever it stands. */
const renameWord: fc.Arbitrary<Rewrite> = fc
  .tuple(hostileName, fc.nat())
  .map(([name, index]) => proto => {
    const words = [...new Set(proto.match(/\b[A-Za-z_]{3,}\b/g) ?? [])];
    const word = pick(words, index);
    return word === undefined
      ? proto
      : proto.replace(new RegExp(`\\b${word}\\b`, 'g'), () => name);
  });

/** One quoted text or number becomes another. */
const replaceLiteral: fc.Arbitrary<Rewrite> = fc
  .tuple(
    fc.oneof(
      fc.constantFrom('-1', '0', '1e9', '0x7f', '017', 'inf', 'nan', 'true'),
      // Escapes that the parser turns into what a terminal or a log obeys.
      fc.constantFrom('"\\x1b[2J"', '"\\n- owner: forged"', '"\\0"', '"\\177"'),
      hostileText.map(text => JSON.stringify(text)),
      anyText.map(text => `"${text}"`),
    ),
    fc.nat(),
  )
  .map(([literal, index]) => proto => {
    const literals = [...proto.matchAll(/"[^"\n]*"|\b\d+\b/g)];
    const found = pick(literals, index);
    return found === undefined
      ? proto
      : proto.slice(0, found.index) +
          literal +
          proto.slice(found.index + found[0].length);
  });

/** Characters anywhere, or the end cut off. */
const damage: fc.Arbitrary<Rewrite> = fc
  .tuple(fc.oneof(anyText, unseenText, fc.constant(undefined)), fc.nat())
  .map(([text, index]) => proto => {
    const position = index % proto.length;
    return text === undefined
      ? proto.slice(0, position)
      : proto.slice(0, position) + text + proto.slice(position);
  });

const longFile = fc
  .constantFrom(
    'message A { string x = 1; }\n'.repeat(3_000),
    'message A {'.repeat(1_000),
    `message A { ${Array.from(
      { length: 300 },
      (_, index) => `string f${index} = ${index + 1};`,
    ).join(' ')} }`,
    `// ${'x'.repeat(190_000)}`,
    `option x = ${'{a:'.repeat(2_000)}`,
    `option x = ${'['.repeat(2_000)}`,
    '/*'.repeat(50_000),
    '"\\'.repeat(50_000),
    '('.repeat(50_000),
  )
  .map<Rewrite>(text => proto => proto + text);

/** Inputs that give a .proto file, from somebody who wants more than a contract. */
export function hostileProto(template: string): fc.Arbitrary<unknown> {
  const bases = writtenCases(template).filter(one => one.proto !== undefined);
  return fc
    .tuple(
      fc.constantFrom(...bases),
      fc.boolean(),
      hostileText,
      fc.oneof(
        { weight: 5, arbitrary: fc.tuple(commentAll(hostileText)) },
        {
          weight: 1,
          arbitrary: fc.tuple(commentAll(hostileText), renameWord),
        },
        {
          weight: 4,
          arbitrary: fc.array(
            fc.oneof(
              { weight: 4, arbitrary: insertLine },
              { weight: 2, arbitrary: renameWord },
              { weight: 2, arbitrary: replaceLiteral },
              { weight: 1, arbitrary: commentAll(unseenText) },
              { weight: 1, arbitrary: damage },
              { weight: 1, arbitrary: longFile },
            ),
            { minLength: 1, maxLength: 3 },
          ),
        },
      ),
    )
    .map(([base, generated, description, steps]) => ({
      ...base,
      description,
      proto: steps.reduce<string>(
        (changed, step) => step(changed),
        generated ? GENERATED : String(base.proto),
      ),
    }));
}
