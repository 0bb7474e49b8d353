import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { compileOutside } from './load-pglite';

/** What all databases of a process are made from. */
export interface EngineParts {
  readonly pgliteWasmModule: WebAssembly.Module;
  readonly fsBundle: Blob;
  readonly loadDataDir: Blob;
}

/** Bytes that are handed over as they are: Node's own blobs copy them in small pieces. */
class BytesBlob extends Blob {
  readonly #bytes: ArrayBuffer;

  constructor(bytes: Uint8Array) {
    super([]);
    this.#bytes = new Uint8Array(bytes).buffer;
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes;
  }
}

async function load(): Promise<EngineParts> {
  const engine = path.dirname(require.resolve('@electric-sql/pglite'));
  const own = path.dirname(require.resolve('@ameide/controls/package.json'));
  const [code, files] = await Promise.all([
    readFile(path.join(engine, 'pglite.wasm')),
    readFile(path.join(engine, 'pglite.data')),
  ]);
  const empty = brotliDecompressSync(
    readFileSync(path.join(own, 'assets', 'empty-database.tar.br')),
  );
  return {
    pgliteWasmModule: await compileOutside(code),
    fsBundle: new BytesBlob(files),
    loadDataDir: new BytesBlob(empty),
  };
}

let parts: Promise<EngineParts> | undefined;

/** Reads and compiles the engine, once in a process. */
export function engineParts(): Promise<EngineParts> {
  parts ??= load();
  return parts;
}
