import type { SourceTree } from '../../source/source-tree';
import { gatherProgram } from './gather-program';
import type { Program } from './program';

function tree(
  files: Readonly<Record<string, string | Uint8Array>>,
): SourceTree {
  const encoder = new TextEncoder();
  return {
    files: new Map(
      Object.entries(files).map(([path, content]) => [
        path,
        typeof content === 'string' ? encoder.encode(content) : content,
      ]),
    ),
    irregular: new Map(),
  };
}

async function program(
  files: Readonly<Record<string, string>>,
): Promise<Program> {
  const fact = await gatherProgram(tree(files));
  if (fact.state !== 'available') throw new Error(fact.reason);
  return fact.value;
}

async function globalsOf(code: string): Promise<readonly string[]> {
  const { files } = await program({ 'src/a.ts': code });
  return (files[0]?.globals ?? []).map(
    ({ name, members, form }) =>
      `${[name, ...members].join('.')}${form === 'other' ? '' : ` ${form}`}`,
  );
}

async function modulesOf(code: string): Promise<readonly string[]> {
  const { files } = await program({ 'src/a.ts': code });
  return (files[0]?.modules ?? []).map(
    use =>
      `${use.package ?? use.specifier ?? 'computed'}: ${
        use.typeOnly ? 'types' : use.names.map(({ name }) => name).join(' ')
      }`,
  );
}

describe('globals', () => {
  it.each([
    ['fetch("x");', ['fetch call']],
    ['const f = fetch;', ['fetch']],
    ['globalThis["fe" + "tch"]("x");', ['fetch call']],
    ['const { fetch: f, ...rest } = globalThis;', ['fetch', 'globalThis']],
    ['global.globalThis.fetch;', ['fetch']],
    ['declare const fetch: () => void; fetch();', ['fetch call']],
    ['const { env } = process;', ['process.env']],
    ['process[name];', ['process.*', 'name']],
    ['new Date(); new Date(1);', ['Date new', 'Date new']],
    ['const o = { fetch: 1 }; o.fetch; type F = typeof fetch;', []],
    ['function fetch() {} fetch();', []],
    ['import { fetch } from "./b.js"; fetch();', []],
  ])('of %s', async (code, expected) => {
    expect(await globalsOf(code)).toEqual(expected);
  });
});

describe('modules', () => {
  it.each([
    ['import { a as b } from "x"; b();', ['x: a']],
    ['import type { A } from "x";', ['x: types']],
    ['import { A } from "x"; export type B = A;', ['x: types']],
    ['import * as n from "node:fs"; n.readFile; n["a"];', ['fs: readFile a']],
    ['import d from "@s/x/deep"; d.go(); f(d);', ['@s/x: go *']],
    ['export { a } from "x"; export * from "y";', ['x: a', 'y: *']],
    ['const { a } = require("x");', ['x: a']],
    ['(await import("x" + "y")).default.go();', ['xy: go']],
    ['import(name);', ['computed: ']],
    ['import "x";', ['x: ']],
    [
      'import { createRequire as c } from "module"; const r = c("."); r("x").y;',
      ['module: createRequire', 'x: y'],
    ],
  ])('of %s', async (code, expected) => {
    expect(await modulesOf(code)).toEqual(expected);
  });
});

describe('roles', () => {
  it('go by the place, and by who imports or starts a file', async () => {
    const { files } = await program({
      'src/main.ts':
        'import "../test/used.js"; import type { T } from "../test/types.js"; export type U = T;',
      'test/used.ts': '',
      'test/types.ts': 'export type T = 1;',
      'test/a.test.ts': '',
      'tools/build.mjs': '',
      'local/start.ts': '',
      'scripts/job.ts': '',
      'deploy/job.yaml': 'args: [dist/scripts/job.js]',
    });
    expect(
      Object.fromEntries(files.map(({ path, role }) => [path, role])),
    ).toEqual({
      'src/main.ts': 'runtime',
      'test/used.ts': 'runtime',
      'test/types.ts': 'test',
      'test/a.test.ts': 'test',
      'tools/build.mjs': 'tool',
      'local/start.ts': 'tool',
      'scripts/job.ts': 'runtime',
    });
  });
});

describe('a hostile tree', () => {
  it.each([
    ['nothing', {}],
    ['no UTF-8', { 'src/a.ts': new Uint8Array([0xff, 0xfe, 0, 0x80]) }],
    ['a prototype', { 'src/__proto__.ts': 'export const __proto__ = 1;' }],
    ['syntax that is none', { 'src/a.ts': 'import { from "x" function ( =>' }],
    [
      'imports in a circle',
      {
        'src/a.ts': 'export * from "./b.js";',
        'src/b.ts': 'export * from "./a.js";',
      },
    ],
    [
      'a long sum',
      { 'src/a.ts': `export const a = ${'1 + '.repeat(20_000)}1;` },
    ],
    ['many levels', { 'src/a.ts': `${'['.repeat(200)}${']'.repeat(200)}` }],
    [
      'manifests that are none',
      { 'package.json': '[1', 'package-lock.json': '{"packages": 1}' },
    ],
  ])('with %s is read all the same', async (_, files) => {
    expect(await gatherProgram(tree(files))).toMatchObject({
      state: 'available',
    });
  });

  it('with more code than anybody writes is said to be so', async () => {
    expect(
      await gatherProgram(tree({ 'src/a.ts': new Uint8Array(5_000_000) })),
    ).toMatchObject({ state: 'broken' });
  });
});
