import { randomBytes } from 'node:crypto';

/** How large a tree is made. */
export interface LargeTreeSize {
  readonly files: number;
  readonly bytes: number;
}

/** Files of a service by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** What a large repository is full of beside its service, each made to a length. */
const FILLERS: readonly ((index: number) => {
  readonly path: string;
  readonly line: string;
})[] = [
  index => ({
    path: `src/modules/module-${index}.ts`,
    line: `export function total${index}(first: number, second: number): number { return first + second; }\n`,
  }),
  index => ({
    path: `test/recorded/answer-${index}.txt`,
    line: `200 {"order":{"status":"PLACED"}}\n`,
  }),
  index => ({
    path: `docs/page-${index}.md`,
    line: `An order is placed, paid and shipped; each of them is an event.\n`,
  }),
  index => ({
    path: `docs/guides/guide-${index}.md`,
    line: `Whoever buys is a customer, and whoever sells is known by name.\n`,
  }),
  index => ({
    path: `locales/texts-${index}.yaml`,
    line: `# A text that people see.\n`,
  }),
  index => ({ path: `data/sample-${index}.csv`, line: `1,ORD-1,NEW,EUR\n` }),
  index => ({
    path: `data/events-${index}.log`,
    line: `2027-01-31T10:00:00Z order placed\n`,
  }),
  index => ({
    path: `assets/drawing-${index}.svg`,
    line: `<path d="M0 0h1v1z"/>\n`,
  }),
];

/** A service in a repository of this size: its own files, and others around it. */
export function largeTree(
  service: Files,
  { files, bytes }: LargeTreeSize,
): Files {
  const tree = new Map(service);
  let taken = 0;
  for (const content of service.values()) taken += content.byteLength;
  const added = Math.max(0, files - service.size);
  const length = Math.max(1, Math.floor((bytes - taken) / added));
  for (let index = 0; index < added; index++) {
    if (index % 9 === 8) {
      tree.set(`assets/image-${index}.bin`, randomBytes(length));
      continue;
    }
    const filler = FILLERS[index % FILLERS.length];
    if (filler === undefined) continue;
    const { path, line } = filler(index);
    const lines = Math.max(1, Math.floor(length / line.length));
    // Names of functions must differ; everything else may repeat.
    const content = path.startsWith('src/')
      ? line + `// ${'x'.repeat(70)}\n`.repeat(Math.floor(length / 74))
      : line.repeat(lines);
    tree.set(path, Buffer.from(content));
  }
  return tree;
}
