import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CLI = path.resolve(__dirname, '..', 'bin', 'ameide.cjs');
const KILL_AT = path.resolve(__dirname, '../../../scripts/kill-at.cjs');
const CASES = path.resolve(
  __dirname,
  '..',
  '..',
  '..',
  'templates',
  'domain-controller',
  'cases',
);

// Processes are started here, and the machine may be busy.
jest.setTimeout(60_000);

describe('ameide', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ameide-cli-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function ameide(...parameters: string[]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [CLI, ...parameters],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    return { status, stdout, stderr };
  }

  /** Writes the values to a file and generates into `out`. */
  async function generate(
    values: string | Uint8Array,
    template = 'domain-controller',
  ) {
    await writeFile(path.join(folder, 'values.yaml'), values);
    return ameide(
      'generate',
      template,
      '--values',
      'values.yaml',
      '--out',
      'out',
    );
  }

  it('generates a service and says what comes next', async () => {
    const result = ameide(
      'generate',
      'domain-controller',
      '--values',
      path.join(CASES, 'smallest.yaml'),
      '--out',
      'notes',
    );
    expect(result).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(
        'Service notes (ameide.notes.v1.NotesService)',
      ),
    });
    expect(result.stdout).toContain('Promise: Row-level security');
    expect(result.stdout).toContain('  cd notes\n');
    // What is on the way goes to standard error, so that the result can be piped.
    expect(result.stderr).toMatch(
      /^Rendering domain-controller .*\nWriting \d+ files …\n$/,
    );
    const record = JSON.parse(
      await readFile(path.join(folder, 'notes/.ameide/scaffold.json'), 'utf8'),
    );
    expect(record.answers.service).toBe('notes');
    expect(await readdir(folder)).toEqual(['notes']);

    const again = ameide(
      'generate',
      'domain-controller',
      '--values',
      path.join(CASES, 'smallest.yaml'),
      '--out',
      'notes',
    );
    expect(again).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(
        'notes is not empty; choose a folder that does not exist yet',
      ),
    });
  });

  it('leaves no half of a service when it is killed, and the next run tidies up', async () => {
    const call = [
      'generate',
      'domain-controller',
      '--values',
      path.join(CASES, 'smallest.yaml'),
      '--out',
      'notes',
    ];
    const killAt = { sequence: ['writeFile .*package.json$'], when: 'after' };
    const { signal } = spawnSync(
      process.execPath,
      ['--require', KILL_AT, CLI, ...call],
      {
        cwd: folder,
        env: { ...process.env, AMEIDE_KILL_AT: JSON.stringify(killAt) },
      },
    );
    expect(signal).toBe('SIGKILL');
    const left = await readdir(folder);
    expect(left).toEqual([expect.stringMatching(/^\.ameide-staging-/)]);
    expect(await readdir(path.join(folder, left[0]!))).toContain(
      'package.json',
    );

    expect(ameide(...call)).toMatchObject({ status: 0 });
    expect(await readdir(folder)).toEqual(['notes']);
  });

  it('names every problem of the input with its path, and leaves nothing', async () => {
    const result = await generate(`
service: Orders
owner: group:default/team
system: shop
description: Sells.
aggregates:
  - name: Order
    fields:
      - { name: customer, type: reference, target: Custmer }
`);
    expect(result).toEqual({
      status: 2,
      stdout: '',
      stderr: `The input of domain-controller is not valid (2 problems):
- service: is not a service id; use lower-case words joined by hyphens, such as order-intake
- aggregates[0].fields[0].target: no aggregate is named Custmer; use one of Order
`,
    });
    expect(await readdir(folder)).toEqual(['values.yaml']);
  });

  it.each<[string, string | Uint8Array, string]>([
    [
      'YAML that is none',
      'service: [orders\nowner: x\n',
      'The values are not valid YAML:\nvalues.yaml:2:1: ',
    ],
    [
      'a key that is there twice',
      'service: a\nservice: b\n',
      'values.yaml:2:1: Map keys must be unique\n',
    ],
    [
      'a tag of another language',
      'service: !!js/function "x"\n',
      'values.yaml:1:10: Unresolved tag',
    ],
    [
      'a file of nothing',
      '',
      '- (the whole input): must be a map of keys and values',
    ],
    [
      'a text',
      'orders',
      '- (the whole input): must be a map of keys and values',
    ],
    [
      'bytes that are no text',
      Uint8Array.of(0xff, 0xfe, 0x00),
      'values.yaml is not UTF-8\n',
    ],
    [
      'aliases without end',
      `a: &a [${'x,'.repeat(20)}]\nb: &b [${'*a,'.repeat(
        20,
      )}]\nc: &c [${'*b,'.repeat(20)}]\nd: [${'*c,'.repeat(20)}]\n`,
      'values.yaml: Excessive alias count',
    ],
    [
      'a file beyond all measure',
      '#'.repeat(1024 * 1024 + 1),
      'values.yaml is larger than 1 MiB\n',
    ],
  ])('refuses %s', async (_name, values, message) => {
    const result = await generate(values);
    expect(result).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(message),
    });
    expect(await readdir(folder)).toEqual(['values.yaml']);
  });

  it('refuses a call that is wrong', async () => {
    expect(
      ameide(
        'generate',
        'domain-controller',
        '--values',
        'no.yaml',
        '--out',
        'out',
      ),
    ).toMatchObject({ status: 2, stderr: 'no.yaml does not exist\n' });
    expect(
      ameide('generate', 'domain-controller', '--out', 'out'),
    ).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("required option '--values <file>'"),
    });
    expect(
      ameide('generate', '--values', 'no.yaml', '--out', 'out'),
    ).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("missing required argument 'template'"),
    });
    expect(ameide('explode')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("unknown command 'explode'"),
    });
    expect(await generate('a: 1', 'domain-destroyer')).toMatchObject({
      status: 2,
      stderr:
        'The input of domain-destroyer is not valid (1 problem):\n- template: no template has this name; use one of domain-controller\n',
    });
    expect(ameide('--help')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('generate'),
    });
    expect(await readdir(folder)).toEqual(['values.yaml']);
  });

  it('builds releases only when something has changed', () => {
    const first = ameide('releases', 'build');
    expect(first).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(
        /^domain-controller \S+ sha256:[0-9a-f]{64} (built|unchanged)\n$/,
      ),
    });
    expect(ameide('releases', 'build').stdout).toBe(
      first.stdout.replace(' built', ' unchanged'),
    );
  });
});
