import { isDeepStrictEqual } from 'node:util';
import type { DomainInput } from '../../domain/input';
import type { ScaffoldRecord, GeneratedTree } from '../../tree/generated-tree';
import type { HarmlessTwin } from './harmless-twin';
import { HARMLESS } from './harmless-twin';
import {
  firstDifference,
  mapTexts,
  type Structure,
} from './structure/structure';
import { structureOf } from './structure/structure-of';
import { unseenCharacterIn } from './unseen-character';

const RECORD = '.ameide/scaffold.json';

/** A tree that came from hostile input, and the one that its twin gave. */
export interface Comparison {
  readonly input: DomainInput;
  readonly tree: GeneratedTree;
  readonly twin: HarmlessTwin;
  readonly harmlessTree: GeneratedTree;
}

/**
 * Compares every file with the one of the twin: same files, and in each the same
 * structure with the given texts in place of the harmless ones.
 *
 * @returns number of files that differ in their bytes and so were parsed.
 * @throws Error that names the file and what differs.
 */
export async function compareWithTwin({
  input,
  tree,
  twin,
  harmlessTree,
}: Comparison): Promise<number> {
  const paths = [...tree.files.keys()];
  const expected = [...harmlessTree.files.keys()];
  if (!isDeepStrictEqual(paths, expected))
    throw new Error(
      `other files than of the twin: ${paths.filter(
        path => !expected.includes(path),
      )} / ${expected.filter(path => !paths.includes(path))}`,
    );
  let parsed = 0;
  for (const [path, file] of tree.files) {
    const other = harmlessTree.files.get(path);
    if (other === undefined || file.executable !== other.executable)
      throw new Error(`${path}: another mode than of the twin`);
    const content = Buffer.from(file.content);
    if (content.equals(other.content)) continue;
    parsed += 1;
    const text = content.toString('utf8');
    const difference = await differenceOf(path, text, other.content, {
      input,
      twin,
    });
    if (difference !== undefined) throw new Error(`${path}: ${difference}`);
  }
  return parsed;
}

async function differenceOf(
  path: string,
  text: string,
  harmless: Uint8Array,
  { input, twin }: Pick<Comparison, 'input' | 'twin'>,
): Promise<string | undefined> {
  const unseen = unseenCharacterIn(text);
  if (unseen !== undefined) return `holds the character ${unseen}`;
  if (path === RECORD) {
    return recordDifference(text, Buffer.from(harmless).toString(), input);
  }
  const rewrite = rewriting(twin.given, path.endsWith('.md'));
  const [actual, other] = await Promise.all([
    structureOf(path, text),
    harmlessStructure(path, harmless),
  ]);
  return firstDifference(actual, mapTexts(other, rewrite));
}

// Many hostile inputs share a twin, and with it the structures of its files.
const HARMLESS_STRUCTURES = new WeakMap<Uint8Array, Promise<Structure>>();

function harmlessStructure(
  path: string,
  content: Uint8Array,
): Promise<Structure> {
  const known = HARMLESS_STRUCTURES.get(content);
  if (known !== undefined) return known;
  const structure = structureOf(path, Buffer.from(content).toString('utf8'));
  HARMLESS_STRUCTURES.set(content, structure);
  return structure;
}

/** The record holds the input as it was given; everything else in it is the twin's. */
function recordDifference(
  text: string,
  harmless: string,
  input: DomainInput,
): string | undefined {
  const { answers, ...record } = JSON.parse(text) as ScaffoldRecord;
  const { answers: _, ...other } = JSON.parse(harmless) as ScaffoldRecord;
  return (
    firstDifference(
      answers as Structure,
      JSON.parse(JSON.stringify(input)) as Structure,
    ) ??
    firstDifference(
      { ...record, files: Object.keys(record.files) } as unknown as Structure,
      { ...other, files: Object.keys(other.files) } as unknown as Structure,
    )
  );
}

/** Puts the given texts in the places of the harmless ones; in Markdown they stand on one line. */
function rewriting(
  given: ReadonlyMap<string, string>,
  isMarkdown: boolean,
): (text: string) => string {
  const shown = (text: string) =>
    isMarkdown ? text.replace(/\s+/g, ' ').trim() : text;
  const texts = new Map(
    [...given].map(([harmless, text]) => [shown(harmless), shown(text)]),
  );
  const longestFirst = [...texts.keys()].sort(
    (first, second) => second.length - first.length,
  );
  const pattern = new RegExp(
    longestFirst
      .map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('|'),
    'g',
  );
  return text =>
    text.includes(HARMLESS)
      ? text.replace(pattern, found => texts.get(found) ?? found)
      : text;
}
