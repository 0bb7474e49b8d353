import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { gzip } from 'pako';
import * as tar from 'tar-stream';
import { assertSafePath } from '../rendering/output-paths';
import { comparePaths } from '../tree/digests';
import type { FileEntry } from './read-folder';

// The time that npm gives to the files of its packages, for the same reason.
const FIXED_TIME = new Date('1985-10-26T08:15:00.000Z');
const LARGEST_ARCHIVE = 256 * 1024 * 1024;

/**
 * Packs files as a `.tgz` whose bytes depend on the files alone: sorted, with a
 * fixed time and owner. pako compresses, because Node's own zlib gives other
 * bytes on other processors.
 */
export async function packArchive(
  entries: readonly FileEntry[],
): Promise<Uint8Array> {
  const pack = tar.pack();
  const packed = buffer(pack);
  for (const entry of [...entries].sort((first, second) =>
    comparePaths(first.path, second.path),
  )) {
    pack.entry(
      {
        name: entry.path,
        mode: entry.executable ? 0o755 : 0o644,
        mtime: FIXED_TIME,
        uid: 0,
        gid: 0,
      },
      Buffer.from(entry.content),
    );
  }
  pack.finalize();
  return gzip(await packed, { level: 9 });
}

/**
 * Unpacks a `.tgz` into memory.
 *
 * @throws Error for links, devices, unsafe paths and archives beyond all measure.
 */
export async function unpackArchive(archive: Uint8Array): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  const extract = tar.extract();
  const done = (async () => {
    for await (const entry of extract) {
      const { name, type, mode = 0 } = entry.header;
      if (type !== 'file')
        throw new Error(
          `the archive has ${name}, which is a ${type}, not a file`,
        );
      assertArchivePath(name);
      // eslint-disable-next-line no-bitwise
      entries.push({
        path: name,
        content: await buffer(entry),
        executable: (mode & 0o111) !== 0,
      });
    }
  })();
  extract.end(gunzipSync(archive, { maxOutputLength: LARGEST_ARCHIVE }));
  await done;
  return entries;
}

function assertArchivePath(name: string) {
  // Skeletons have `[aggregate]` in their paths, which no output has.
  assertSafePath(name.replace(/[[\]]/g, '_'));
}
