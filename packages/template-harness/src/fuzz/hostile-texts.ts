/** Contents that break or burden whoever reads a file of an ending; made when needed, because some are large. */
export interface HostileText {
  readonly title: string;
  readonly make: () => string;
}

const nested = (open: string, close: string, levels: number) =>
  open.repeat(levels) + close.repeat(levels);

/** For every kind of file. */
const ANY: readonly HostileText[] = [
  { title: 'nothing', make: () => '' },
  { title: 'a huge line', make: () => 'a'.repeat(500_000) },
  { title: 'a great many lines', make: () => 'a\n'.repeat(50_000) },
  { title: 'brackets without end', make: () => '['.repeat(100_000) },
  { title: 'closed brackets', make: () => nested('(', ')', 20_000) },
  { title: 'a byte order mark', make: () => '\ufeff\u202e\u0000' },
];

const YAML: readonly HostileText[] = [
  {
    title: 'an alias bomb',
    make: () =>
      Array.from({ length: 12 }, (_, level) =>
        level === 0
          ? `a0: &a0 [${'x, '.repeat(20)}]`
          : `a${level}: &a${level} [${`*a${level - 1}, `.repeat(20)}]`,
      ).join('\n'),
  },
  { title: 'a circle', make: () => 'kind: &a\n  spec: *a\n' },
  {
    title: 'a bomb of merges',
    make: () =>
      `a0: &a0 {x: 1}\n${Array.from(
        { length: 30 },
        (_, level) =>
          `a${level + 1}: &a${level + 1} {<<: [*a${level}, *a${level}]}`,
      ).join('\n')}\n`,
  },
  {
    title: 'levels without end',
    make: () =>
      Array.from(
        { length: 3_000 },
        (_, level) => `${' '.repeat(level)}a:`,
      ).join('\n'),
  },
  { title: 'flow levels', make: () => nested('{a: ', '}', 10_000) },
  { title: 'many documents', make: () => '---\nkind: Pod\n'.repeat(1_000) },
  {
    title: 'many keys',
    make: () =>
      Array.from({ length: 5_000 }, (_, index) => `k${index}: 1`).join('\n'),
  },
  {
    title: 'keys of JavaScript',
    make: () =>
      'apiVersion: v1\nkind: Pod\n__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\nmetadata: {labels: {__proto__: {x: 1}}}\nspec: null\n',
  },
  {
    title: 'lists where maps are',
    make: () =>
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: []\nspec: [1, null, {template: 7}]\n---\nkind: [Pod]\napiVersion: {}\n---\n!!binary x\n---\n!!js/function "x"\n',
  },
  {
    title: 'numbers and dates where texts are',
    make: () =>
      'apiVersion: 1\nkind: Deployment\nmetadata: {name: 2027-01-01, namespace: .nan}\nspec: {template: {spec: {containers: [{name: ~, image: 1.5, ports: [{containerPort: x}]}]}}}\n',
  },
  {
    title: 'a kustomization of itself',
    make: () =>
      'resources: [., .., ../.., /etc, https://example.com/x, kustomization.yaml]\npatches: [{path: ../../../etc/passwd}]\nbases: [.]\n',
  },
];

const SQL: readonly HostileText[] = [
  { title: 'a loop', make: () => 'DO $$ BEGIN LOOP END LOOP; END $$;' },
  {
    title: 'a recursion',
    make: () =>
      'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r;',
  },
  {
    title: 'a function that calls itself',
    make: () =>
      'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$; CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN f(); END $$; SELECT f();',
  },
  {
    title: 'a table that fills the memory',
    make: () =>
      "CREATE TABLE t AS SELECT repeat('x', 10000) FROM generate_series(1, 10000000);",
  },
  {
    title: 'a text that fills the memory',
    make: () => "SELECT repeat('x', 1000000000) || repeat('y', 1000000000);",
  },
  { title: 'sleep', make: () => 'SELECT pg_sleep(3600);' },
  {
    title: 'a program',
    make: () => "COPY (SELECT 1) TO PROGRAM 'touch /tmp/ameide-escaped';",
  },
  {
    title: 'files',
    make: () =>
      "COPY t FROM '/etc/passwd'; SELECT pg_read_file('/etc/passwd'); SELECT lo_import('/etc/passwd');",
  },
  {
    title: 'an extension',
    make: () => 'CREATE EXTENSION dblink; CREATE EXTENSION plpython3u;',
  },
  { title: 'half a statement', make: () => 'CREATE TABLE t (id text, ' },
  { title: 'an open string', make: () => "SELECT 'x; $$ $a$ /* " },
  {
    title: 'nested expressions',
    make: () => `SELECT ${nested('(', ')', 5_000)};`,
  },
  {
    title: 'many statements',
    make: () =>
      Array.from(
        { length: 400 },
        (_, index) => `CREATE TABLE t${index} (id int);`,
      ).join('\n'),
  },
  {
    title: 'the end of everything',
    make: () =>
      'DROP SCHEMA pg_catalog CASCADE; DROP OWNED BY CURRENT_USER CASCADE; ALTER ROLE postgres NOSUPERUSER; SET search_path = nowhere; SET ROLE nobody; BEGIN;',
  },
  {
    title: 'catalogue tables that lie',
    make: () =>
      'CREATE SCHEMA x; CREATE VIEW x.pg_class AS SELECT 1 AS oid; SET search_path = x, pg_catalog; UPDATE pg_catalog.pg_class SET relrowsecurity = true;',
  },
];

const TYPESCRIPT: readonly HostileText[] = [
  {
    title: 'a type without end',
    make: () =>
      'type A<N extends 0[]> = N["length"] extends 999 ? N : A<[...N, 0]>;\nexport type B = A<[]>;\ntype L<T> = { [K in keyof T]: L<L<T>> };\nexport const x: L<{ a: 1 }> = {} as never;\n',
  },
  {
    title: 'a union without end',
    make: () =>
      'type D = 0|1|2|3|4|5|6|7|8|9;\nexport type N = `${D}${D}${D}${D}${D}${D}${D}${D}`;\nexport const n: N = "1" as never;\n',
  },
  {
    title: 'nested calls',
    make: () => `export const x = ${'f('.repeat(5_000)}0${')'.repeat(5_000)};`,
  },
  { title: 'nested blocks', make: () => nested('{', '}', 20_000) },
  {
    title: 'a long sum',
    make: () => `export const x = ${'1 + '.repeat(20_000)}1;`,
  },
  {
    title: 'a long chain',
    make: () => `export const x = a${'.b()'.repeat(5_000)};`,
  },
  {
    title: 'an open template',
    make: () => `export const x = \`${'${`'.repeat(2_000)}`,
  },
  {
    title: 'imports in a circle',
    make: () =>
      "export * from './main';\nexport * from './service';\nimport './main.js';\nimport x from '../../../../../etc/passwd';\nimport y from 'file:///etc/passwd';\n",
  },
  {
    title: 'names of JavaScript',
    make: () =>
      'export const __proto__ = 1; export const constructor = { hasOwnProperty: 1, toString: 2 }; declare global { interface Array<T> { __proto__: T } interface Object { x: never } }\n',
  },
];

const PROTO: readonly HostileText[] = [
  {
    title: 'nested messages',
    make: () => `syntax = "proto3";\n${nested('message M {', '}', 3_000)}`,
  },
  {
    title: 'names of JavaScript',
    make: () =>
      'syntax = "proto3";\npackage __proto__.constructor;\nmessage __proto__ { string constructor = 1; string toString = 2; }\nservice hasOwnProperty { rpc __proto__(__proto__) returns (__proto__); }\n',
  },
  {
    title: 'an import of itself',
    make: () =>
      'syntax = "proto3";\nimport "ameide/notes/v1/notes.proto";\nimport "../../../../../etc/passwd";\nimport public "google/protobuf/any.proto";\nmessage A { B b = 1; }\n',
  },
  {
    title: 'many fields',
    make: () =>
      `syntax = "proto3";\nmessage M {${Array.from(
        { length: 10_000 },
        (_, index) => `string f${index} = ${index + 1};`,
      ).join('\n')}}`,
  },
  {
    title: 'numbers out of range',
    make: () =>
      'syntax = "proto3";\nmessage M { string a = 99999999999999999999; reserved 1 to max; string b = -1; enum E { A = 1; } }\noption (x).y = { a: [ { ',
  },
];

const JSON_TEXTS: readonly HostileText[] = [
  { title: 'levels without end', make: () => nested('{"a":', '}', 50_000) },
  {
    title: 'keys of JavaScript',
    make: () =>
      '{"__proto__": {"polluted": true}, "constructor": {"prototype": {}}, "packages": {"__proto__": {}}, "dependencies": null, "scripts": []}',
  },
  { title: 'numbers', make: () => '{"lockfileVersion": 1e999, "packages": 7}' },
];

/** What may be written into a file of this path. */
export function hostileTextsFor(path: string): readonly HostileText[] {
  if (/\.ya?ml$/.test(path)) return [...ANY, ...YAML];
  if (path.endsWith('.sql')) return [...ANY, ...SQL];
  if (/\.[cm]?[jt]sx?$/.test(path)) return [...ANY, ...TYPESCRIPT];
  if (path.endsWith('.proto')) return [...ANY, ...PROTO];
  if (path.endsWith('.json')) return [...ANY, ...JSON_TEXTS];
  return ANY;
}
