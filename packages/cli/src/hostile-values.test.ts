import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdir,
  mkdtemp,
  readdir,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLI = path.resolve(__dirname, '..', 'bin', 'ameide.cjs');
const VALUES = 'values.yaml';

// Processes are started here, and the machine may be busy.
jest.setTimeout(120_000);

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
const noProblem = '- service: is missing';

/** Contents of a values file, and what must be said about each. */
const CONTENTS: Readonly<
  Record<string, readonly [content: string | Uint8Array, message: string]>
> = {
  'aliases of aliases': [
    `a: &a [x, x, x, x, x, x, x, x, x]\n${lines(8, index => {
      const [from, to] = [index, index + 1].map(at => 'abcdefghi'.charAt(at));
      return `${to}: &${to} [${`*${from}, `.repeat(9)}]`;
    })}`,
    'Excessive alias count',
  ],
  'an alias within itself': ['a: &a [*a]\n', noProblem],
  'lists without end': ['['.repeat(500_000), 'Nested too deeply'],
  'maps without end': ['{a: '.repeat(50_000), 'Nested too deeply'],
  'indentation without end': [
    lines(1_300, index => `${' '.repeat(index)}a:`),
    'Nested too deeply',
  ],
  'a hundred thousand keys': [
    lines(100_000, index => `k${index}: 1`),
    noProblem,
  ],
  'a hundred thousand times one key': [
    lines(100_000, () => 'a: 1'),
    'values.yaml:2:1: Map keys must be unique\n',
  ],
  'keys that are one in JavaScript': [
    "1: a\n'1': b\n",
    'values.yaml:2:1: Map keys must be unique\n',
  ],
  'a key by alias': [
    'a: &a b\n*a : 1\nb: 2\n',
    'values.yaml:3:1: Map keys must be unique\n',
  ],
  'a binary tag': ['a: !!binary aGk=\n', 'Unresolved tag'],
  'a tag that moves the cursor of a terminal': [
    'a: !x\u001b[2J 1\n',
    'The values are not valid YAML',
  ],
  'keys that move the cursor of a terminal': [
    '"\\e[2J": 1\n"a\\u202e": 2\n',
    'has a key that is not known',
  ],
  'YAML 1.1': [
    '%YAML 1.1\n---\nservice: no\n<<: {a: 1}\n',
    'Values are YAML 1.2, not 1.1',
  ],
  'two documents': ['a: 1\n---\nb: 2\n', 'There is more than one document'],
  'keys of all objects': [
    '__proto__: {service: orders, description: x}\nconstructor: 1\n',
    '- __proto__: is not a known key',
  ],
  'merge keys': ['a: &a {service: orders}\n<<: *a\n', noProblem],
  'keys that are maps': ['? {a: 1}\n: 2\n', 'has a key that is not known'],
  'the character U+0000': [
    'service: "a\0"\n',
    '- service: is not a service id',
  ],
  'bytes that are no text': [Uint8Array.of(0xc3, 0x28), 'is not UTF-8'],
  'half a pair of surrogates': [
    Uint8Array.of(0x61, 0xed, 0xa0, 0x80),
    'is not UTF-8',
  ],
  'UTF-16': [Buffer.from('\ufeffservice: orders', 'utf16le'), 'is not UTF-8'],
  'a program': [
    Buffer.from('7f454c4602010100', 'hex'),
    'must be a map of keys and values',
  ],
};

/** What a path may lead to that is no file of values. */
const PATHS: Readonly<
  Record<string, readonly [make: (file: string) => unknown, message: string]>
> = {
  'a folder': [file => mkdir(file), 'values.yaml is not a file\n'],
  'a named pipe that nobody writes to': [
    file => execFileSync('mkfifo', [file]),
    'values.yaml is not a file\n',
  ],
  'a device': [
    file => symlink('/dev/zero', file),
    'values.yaml is not a file\n',
  ],
  'a link to nowhere': [
    file => symlink('missing', file),
    'values.yaml does not exist\n',
  ],
  'a link to itself': [
    file => symlink(VALUES, file),
    'values.yaml cannot be read',
  ],
  'more than it says it holds': [
    file => symlink('/proc/kallsyms', file),
    'values.yaml is larger than 1 MiB\n',
  ],
};

describe('hostile values', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'hostile-values-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Generates from the values file; everything that is refused leaves only that file. */
  async function expectRefused(message: string) {
    const { status, signal, stdout, stderr } = spawnSync(
      process.execPath,
      [
        CLI,
        'generate',
        'domain-controller',
        '--values',
        VALUES,
        '--out',
        'out',
      ],
      // A call that waits for somebody is ended, and the signal shows it.
      { cwd: folder, encoding: 'utf8', timeout: 90_000 },
    );
    expect({ status, signal, stdout }).toEqual({
      status: 2,
      signal: null,
      stdout: '',
    });
    expect(stderr).toContain(message);
    expect(stderr.length).toBeLessThan(30_000);
    expect(stderr).not.toMatch(/(?!\n)\p{Cc}|\p{Bidi_Control}|\n +at /u);
    expect(await readdir(folder)).toEqual([VALUES]);
  }

  it.each(Object.entries(CONTENTS))(
    'are refused: %s',
    async (_what, [content, message]) => {
      await writeFile(path.join(folder, VALUES), content);
      await expectRefused(message);
    },
  );

  it.each(Object.entries(PATHS))(
    'are refused: %s',
    async (_what, [make, message]) => {
      await make(path.join(folder, VALUES));
      await expectRefused(message);
    },
  );
});
