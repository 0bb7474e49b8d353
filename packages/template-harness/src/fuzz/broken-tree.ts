import type { SourceTree } from '@ameide/controls';
import { createSourceTree } from '@ameide/controls/source';
import fc from 'fast-check';
import { hostileTextsFor } from './hostile-texts';

/** A whole tree after something has gone wrong with it. */
export interface BrokenTree {
  /** What has gone wrong, as a reader of a failed run needs it. */
  readonly title: string;
  /** Files in which. */
  readonly paths: readonly string[];
  readonly tree: SourceTree;
}

type Contents = Map<string, Uint8Array>;

/** Something that can go wrong with one file. */
interface Damage {
  readonly title: string;
  readonly path: string;
  damage(files: Contents, irregular: Map<string, string>): void;
}

/** Files that decide most, and are broken as often as all others together. */
const CENTRAL =
  /^(?:ameide\.service\.yaml|catalog-info\.yaml|\.ameide\/.*|db\/.*|deploy\/.*|proto\/.*|package(?:-lock)?\.json|src\/(?:main|service)\.ts)$/;

/** Trees that are broken in one to three places, from a whole one. */
export function brokenTrees(whole: SourceTree): fc.Arbitrary<BrokenTree> {
  const paths = [...whole.files.keys()];
  const path = fc.oneof(
    fc.constantFrom(...paths),
    fc.constantFrom(...paths.filter(name => CENTRAL.test(name))),
  );
  return fc
    .array(damages(path, paths), { minLength: 1, maxLength: 3 })
    .map(done => {
      const files: Contents = new Map(whole.files);
      const irregular = new Map<string, string>();
      for (const { damage } of done) damage(files, irregular);
      // What became a link is no file, whatever else was done to it.
      for (const name of irregular.keys()) files.delete(name);
      return {
        title: done.map(({ title }) => title).join('; '),
        paths: done.map(({ path: damaged }) => damaged),
        tree: createSourceTree({ files, irregular }),
      };
    });
}

function damages(
  path: fc.Arbitrary<string>,
  paths: readonly string[],
): fc.Arbitrary<Damage> {
  const hostile = path.chain(name =>
    fc.constantFrom(...hostileTextsFor(name)).chain(({ title, make }) =>
      fc.constantFrom('as', 'after').map(
        (where): Damage => ({
          title: `${title} ${where} ${name}`,
          path: name,
          damage: files =>
            files.set(
              name,
              Buffer.concat([
                where === 'after' ? contentOf(files, name) : Buffer.alloc(0),
                Buffer.from(make()),
              ]),
            ),
        }),
      ),
    ),
  );
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const cut = fc.tuple(path, place).map(
    ([name, share]): Damage => ({
      title: `${name} cut off`,
      path: name,
      damage: files => {
        const content = contentOf(files, name);
        files.set(
          name,
          content.subarray(0, Math.floor(content.length * share)),
        );
      },
    }),
  );
  const bytes = fc
    .tuple(path, place, fc.uint8Array({ minLength: 1, maxLength: 64 }))
    .map(
      ([name, share, inserted]): Damage => ({
        title: `bytes in ${name}`,
        path: name,
        damage: files => {
          const content = contentOf(files, name);
          const at = Math.floor(content.length * share);
          files.set(
            name,
            Buffer.concat([
              content.subarray(0, at),
              inserted,
              content.subarray(at),
            ]),
          );
        },
      }),
    );
  const binary = fc
    .tuple(path, fc.uint8Array({ minLength: 100, maxLength: 5_000 }))
    .map(
      ([name, content]): Damage => ({
        title: `${name} binary`,
        path: name,
        damage: files => files.set(name, content),
      }),
    );
  const line = fc
    .tuple(path, place, fc.constantFrom('left out', 'twice', 'indented'))
    .map(
      ([name, share, how]): Damage => ({
        title: `a line of ${name} ${how}`,
        path: name,
        damage: files => {
          const lines = contentOf(files, name).toString('utf8').split('\n');
          const at = Math.floor((lines.length - 1) * share);
          const [text = ''] = lines.slice(at);
          const instead = {
            'left out': [],
            twice: [text, text],
            indented: [`  ${text}`],
          }[how];
          lines.splice(at, 1, ...(instead ?? []));
          files.set(name, Buffer.from(lines.join('\n')));
        },
      }),
    );
  const exchanged = fc.tuple(path, fc.constantFrom(...paths)).map(
    ([name, other]): Damage => ({
      title: `${other} in the place of ${name}`,
      path: name,
      damage: files => files.set(name, contentOf(files, other)),
    }),
  );
  const gone = path.map(
    (name): Damage => ({
      title: `${name} gone`,
      path: name,
      damage: files => files.delete(name),
    }),
  );
  const linked = path.map(
    (name): Damage => ({
      title: `${name} a link`,
      path: name,
      damage: (files, irregular) => {
        files.delete(name);
        irregular.set(name, 'link to ../../etc/passwd');
      },
    }),
  );
  return fc.oneof(
    { arbitrary: hostile, weight: 5 },
    { arbitrary: cut, weight: 2 },
    { arbitrary: bytes, weight: 2 },
    { arbitrary: line, weight: 2 },
    binary,
    exchanged,
    gone,
    linked,
  );
}

function contentOf(files: Contents, name: string): Buffer {
  return Buffer.from(files.get(name) ?? new Uint8Array());
}
