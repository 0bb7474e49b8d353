import { snakeCase } from './casing';
import { generate } from './generate';
import { parseInput } from './parse-input';
import type { TemplateRelease } from './release/release';
import {
  firstDifference,
  mapTexts,
} from './testing/hostile/structure/structure';
import { structureOf } from './testing/hostile/structure/structure-of';
import { currentSources } from './testing/repository';
import type { GeneratedTree } from './tree/generated-tree';

/*
 * Names that a language reads as something else than a name. Beside a text they
 * are nothing special, so they are compared with a tree of names that mean
 * nothing: every scalar must stay a text, every identifier an identifier.
 */
const PLAIN = { word: 'qxqx', capital: 'Qxqx' };

const SERVICES =
  `no on off yes nan inf e1 order user group select table analyze end message rpc oneof string stream
  reserved option syntax values`.split(/\s+/);
const TENANTS =
  `007 0 1e3 0x10 0b11 0o17 12-30 true null no on yes y n nan inf 2001-12-14 1-000`.split(
    /\s+/,
  );
const SYSTEMS =
  `1.5 1e3 0x1F 007 1_000 true null no ON y NaN 2001-12-14 1.2.3 a_b`.split(
    /\s+/,
  );
const WORDS =
  `order user group select table window end check references column between values both fetch only when
  on no yes y inf message rpc oneof map optional string stream reserved option syntax value key call`.split(
    /\s+/,
  );

const capitalized = (word: string) =>
  `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

interface Names {
  readonly service?: string;
  readonly tenantId?: string;
  readonly system?: string;
  readonly aggregate?: string;
  readonly field?: string;
}

const described = (names: Names) => ({
  service: names.service ?? 'samples',
  owner: 'group:default/team',
  system: names.system ?? 'quality',
  description: 'Keeps samples.',
  origin:
    names.tenantId === undefined
      ? { type: 'platform' }
      : { type: 'tenant', tenantId: names.tenantId, sku: names.tenantId },
  aggregates: [
    {
      name: names.aggregate ?? 'Thing',
      plural: `${names.aggregate ?? 'Thing'}List`,
      tenantWideList: true,
      fields: [
        {
          name: names.field ?? 'code',
          type: 'string',
          required: true,
          unique: true,
        },
        { name: 'total', type: 'money' },
      ],
    },
    {
      name: 'Part',
      fields: [
        {
          name: 'whole',
          type: 'reference',
          target: names.aggregate ?? 'Thing',
          required: true,
        },
      ],
    },
  ],
  projections: [
    {
      aggregate: names.aggregate ?? 'Thing',
      fields: [names.field ?? 'code'],
    },
  ],
});

let release: TemplateRelease;
beforeAll(async () => {
  release = await currentSources('domain-controller');
});

const trees = new Map<string, GeneratedTree>();
function treeOf(names: Names): GeneratedTree | undefined {
  const key = JSON.stringify(names);
  const known = trees.get(key);
  if (known !== undefined) return known;
  const parsed = parseInput('domain-controller', described(names));
  if (!parsed.ok) return undefined;
  const tree = generate({ release, input: parsed.input });
  trees.set(key, tree);
  return tree;
}

/** SQL that stands in TypeScript quotes the words that PostgreSQL keeps for itself. */
const withoutSqlQuotes = (text: string) =>
  text.replace(/"([a-z_]+)"(?=[\s,.;:)]|$)/g, '$1');

/** Compares the tree of a name with the tree of a plain one in its place; false where it is refused. */
async function keepsStructure(
  names: Names,
  plain: Names,
  rewrite: (text: string) => string,
): Promise<boolean> {
  const tree = treeOf(names);
  const other = treeOf(plain);
  if (other === undefined) throw new Error('the plain name is refused');
  if (tree === undefined) return false;
  const expected = new Map(
    [...other.files].map(([path, file]) => [rewrite(path), file]),
  );
  expect([...tree.files.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [path, { content }] of tree.files) {
    const plainContent = expected.get(path)?.content;
    if (plainContent === undefined || path.startsWith('vendor/')) continue;
    const text = Buffer.from(content).toString('utf8');
    const plainText = Buffer.from(plainContent).toString('utf8');
    if (text === plainText || path === '.ameide/scaffold.json') continue;
    const structure = await structureOf(path, text);
    const difference = firstDifference(
      path.endsWith('.ts') ? mapTexts(structure, withoutSqlQuotes) : structure,
      mapTexts(await structureOf(path, plainText), rewrite),
    );
    expect([path, difference]).toEqual([path, undefined]);
  }
  return true;
}

/** Puts a name in place of the plain one, in each of its cases. */
function inPlaceOfPlain(name: string) {
  const plain = new RegExp(PLAIN.word, 'gi');
  return (text: string) =>
    text.replace(plain, (found, offset: number) => {
      // The package of a tenant is in snake case, which begins a word after digits.
      if (text.slice(0, offset).endsWith('tenant_')) return snakeCase(name);
      if (found === PLAIN.word) return name;
      if (found === PLAIN.capital) return capitalized(name);
      return name.toUpperCase();
    });
}

describe('names that a language keeps for itself', () => {
  it.each([
    ['service', SERVICES],
    ['tenantId', TENANTS],
    ['system', SYSTEMS],
    ['field', WORDS],
  ] as const)('stay names as %s', async (place, names) => {
    const refused: string[] = [];
    for (const name of names) {
      const kept = await keepsStructure(
        { [place]: name },
        { [place]: PLAIN.word },
        inPlaceOfPlain(name),
      );
      if (!kept) refused.push(name);
    }
    expect(refused.length).toBeLessThan(names.length / 2);
  });

  it('stay names as aggregate', async () => {
    const refused: string[] = [];
    for (const word of WORDS) {
      const kept = await keepsStructure(
        { aggregate: capitalized(word) },
        { aggregate: PLAIN.capital },
        inPlaceOfPlain(word),
      );
      if (!kept) refused.push(word);
    }
    expect(refused.length).toBeLessThan(WORDS.length / 2);
  });
});
