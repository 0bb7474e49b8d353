import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { generate } from '../generate';
import { parseInput } from '../parse-input';
import { sampleInput } from '../testing/sample-input';
import {
  type TinyRepository,
  tinyRepository,
} from '../testing/tiny-repository';
import { sha256 } from '../tree/digests';
import { unpackArchive } from './archive';
import { buildRelease } from './build-release';
import { loadRelease, loadReleaseArchive } from './load-release';

const template = 'domain-controller';
const SKELETON = 'templates/domain-controller/skeleton';

function input() {
  const parsed = parseInput(template, sampleInput());
  if (!parsed.ok) throw new Error('the sample is not valid');
  return parsed.input;
}

// Processes are started here, and the machine may be busy.
jest.setTimeout(60_000);

describe('releases', () => {
  let repository: TinyRepository;
  const build = () =>
    buildRelease({ repositoryRoot: repository.root, template });
  const load = () => loadRelease({ repositoryRoot: repository.root, template });
  const releases = () =>
    path.join(repository.root, '.ameide/releases', template);
  const archiveOf = (digest: string) =>
    path.join(releases(), `${digest.replace('sha256:', '')}.tgz`);

  beforeAll(async () => {
    repository = await tinyRepository();
  });
  afterAll(() => repository.remove());
  beforeEach(() =>
    rm(path.join(repository.root, '.ameide'), { recursive: true, force: true }),
  );

  it('are made once, and to the same bytes every time', async () => {
    const first = await build();
    expect(first).toMatchObject({ version: '1.2.3', unchanged: false });
    expect(await build()).toEqual({ ...first, unchanged: true });
    const bytes = await readFile(archiveOf(first.digest));
    await rm(releases(), { recursive: true });
    expect(await build()).toEqual(first);
    expect(bytes.equals(await readFile(archiveOf(first.digest)))).toBe(true);
  });

  it('are found in a folder of releases without their sources', async () => {
    const { digest } = await build();
    const directory = path.join(repository.root, '.ameide/releases');
    const release = await loadRelease({ directory, template });
    expect(release.digest).toBe(digest);
    await expect(
      loadRelease({ directory: repository.root, template }),
    ).rejects.toThrow('there is no release of domain-controller yet');
  });

  it('hold the SDK as npm packs it, without what only its development needs', async () => {
    await build();
    const { sdk } = await load();
    const entries = await unpackArchive(sdk.tarball);
    expect(entries.map(entry => [entry.path, entry.executable])).toEqual([
      ['package/dist/bin.js', true],
      ['package/dist/index.js', false],
      ['package/package.json', false],
    ]);
    const manifest = JSON.parse(
      Buffer.from(entries[2]?.content ?? []).toString(),
    );
    expect(Object.keys(manifest)).toEqual([
      'name',
      'version',
      'files',
      'type',
      'dependencies',
      'bin',
    ]);
  });

  it('give the same tree for the same input, with a record of it', async () => {
    await build();
    const release = await load();
    const tree = generate({ release, input: input() });
    expect(generate({ release: await load(), input: input() }).digest).toBe(
      tree.digest,
    );
    expect([...tree.files.keys()]).toEqual([
      '.ameide/scaffold.json',
      'README.md',
      'package-lock.json',
      'package.json',
      'proto/ameide/orders/v1/orders.proto',
      'src/customer/store.ts',
      'src/gen/ameide/orders/v1/orders_pb.ts',
      'src/gen/contract.sha256',
      'src/order/store.ts',
      'vendor/ameideio-ameide-sdk-ts-0.1.0.tgz',
    ]);
    const text = (file: string) =>
      Buffer.from(tree.files.get(file)?.content ?? []).toString();
    const record = JSON.parse(text('.ameide/scaffold.json'));
    expect(record).toEqual(tree.record);
    expect(record.template).toEqual({
      name: template,
      version: '1.2.3',
      digest: release.digest,
    });
    for (const [file, digest] of Object.entries(record.files)) {
      expect([file, sha256(tree.files.get(file)?.content ?? '')]).toEqual([
        file,
        digest,
      ]);
    }
    expect(Object.keys(record.files)).toHaveLength(tree.files.size - 1);
    expect(text('src/gen/contract.sha256')).toBe(
      `${sha256(
        text('proto/ameide/orders/v1/orders.proto'),
      )}  proto/ameide/orders/v1/orders.proto\n`,
    );
    expect(JSON.parse(text('package-lock.json'))).toEqual({
      name: 'orders',
      version: '0.1.0',
      lockfileVersion: 3,
      packages: {
        '': {
          name: 'orders',
          version: '0.1.0',
          dependencies: {
            '@ameideio/ameide-sdk-ts':
              'file:vendor/ameideio-ameide-sdk-ts-0.1.0.tgz',
            other: '^1.0.0',
          },
        },
        'node_modules/@ameideio/ameide-sdk-ts': {
          version: '0.1.0',
          resolved: 'file:vendor/ameideio-ameide-sdk-ts-0.1.0.tgz',
          integrity: release.sdk.integrity,
          dependencies: { other: '^1.0.0' },
        },
        'node_modules/other': { version: '1.0.1', integrity: 'sha512-AAAA' },
      },
    });
  });

  it('carry the generator that renders them', async () => {
    const { digest } = await build();
    const release = await load();
    const entries = await unpackArchive(await readFile(archiveOf(digest)));
    const bundle = entries.find(entry => entry.path === 'generator/index.cjs');
    const file = path.join(releases(), 'generator.cjs');
    await writeFile(file, bundle?.content ?? '');
    const script = `
      const { generate, parseInput } = require(${JSON.stringify(file)});
      const read = require('node:fs').readFileSync;
      const { release, input } = JSON.parse(read(0, 'utf8'));
      const bytes = value => Uint8Array.from(Buffer.from(value, 'base64'));
      release.skeleton = release.skeleton.map(entry => ({ ...entry, content: bytes(entry.content) }));
      release.partials = new Map(release.partials);
      release.sdk.tarball = bytes(release.sdk.tarball);
      release.sdk.descriptors = bytes(release.sdk.descriptors);
      process.stdout.write(generate({ release, input: parseInput(release.template, input).input }).digest);
    `;
    const base64 = (content: Uint8Array) =>
      Buffer.from(content).toString('base64');
    const printed = execFileSync(process.execPath, ['-e', script], {
      // Away from the repository: nothing but the bundle is there.
      cwd: releases(),
      encoding: 'utf8',
      input: JSON.stringify({
        input: sampleInput(),
        release: {
          ...release,
          skeleton: release.skeleton.map(entry => ({
            ...entry,
            content: base64(entry.content),
          })),
          partials: [...release.partials],
          sdk: {
            ...release.sdk,
            tarball: base64(release.sdk.tarball),
            descriptors: base64(release.sdk.descriptors),
          },
        },
      }),
    });
    expect(printed).toBe(generate({ release, input: input() }).digest);
  });

  it('are refused when there is none, when the sources are newer, and when they are damaged', async () => {
    await expect(load()).rejects.toThrow(
      'there is no release of domain-controller yet; build it with: yarn build:releases',
    );
    const { digest } = await build();
    const before = await loadReleaseArchive(archiveOf(digest));

    await repository.write(`${SKELETON}/NOTICE.txt`, 'new');
    await expect(load()).rejects.toThrow(
      'is older than its sources; build it again with: yarn build:releases',
    );
    const next = await build();
    expect(next.digest).not.toBe(digest);
    expect((await load()).skeleton.map(file => file.path)).toContain(
      'NOTICE.txt',
    );
    // The old one is still there, for upgrades.
    expect((await loadReleaseArchive(archiveOf(digest))).digest).toBe(
      before.digest,
    );

    await writeFile(archiveOf(next.digest), await readFile(archiveOf(digest)));
    await expect(load()).rejects.toThrow(
      `the release ${next.digest} of domain-controller is damaged`,
    );
    await rm(path.join(repository.root, SKELETON, 'NOTICE.txt'));
  });

  it('are not made of a lockfile that does not fit', async () => {
    const file = `${SKELETON}/package-lock.json`;
    const original = await readFile(path.join(repository.root, file), 'utf8');
    const refuse = async (change: (text: string) => string, reason: string) => {
      await repository.write(file, change(original));
      await expect(build()).rejects.toThrow(reason);
      await repository.write(file, original);
    };
    await refuse(
      text =>
        text.replace(
          '"dependencies":{"other":"^1.0.0"}}',
          '"dependencies":{}}',
        ),
      'does not have the dependencies of @ameideio/ameide-sdk-ts',
    );
    await refuse(
      text => text.replace('"integrity":"sha512-AAAA"', '"dev":true'),
      'node_modules/other has no integrity',
    );
    await refuse(
      text =>
        text.replace(
          '"integrity"',
          '"resolved":"https://registry.example/other.tgz","integrity"',
        ),
      'node_modules/other has an address',
    );
    expect(
      await readdir(path.join(repository.root, '.ameide')).catch(() => []),
    ).toEqual([]);
  });

  it('name the file of the skeleton that is wrong', async () => {
    await repository.write(`${SKELETON}/bad.ts.hbs`, '{{service.nme}}');
    await build();
    const release = await load();
    expect(() => generate({ release, input: input() })).toThrow(
      'skeleton/bad.ts.hbs: "nme" not defined',
    );
    await rm(path.join(repository.root, SKELETON, 'bad.ts.hbs'));
  });
});
