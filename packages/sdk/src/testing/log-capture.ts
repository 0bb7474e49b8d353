import { Writable } from 'node:stream';

/** Collects what a service logs. */
export class LogCapture extends Writable {
  #text = '';

  override _write(
    chunk: Buffer | string,
    _encoding: BufferEncoding,
    done: () => void,
  ): void {
    this.#text += chunk.toString();
    done();
  }

  /** Everything so far, as written. */
  text(): string {
    return this.#text;
  }

  /** The lines so far, parsed. @throws SyntaxError when a line is not JSON: the platform's logs are. */
  lines(): Record<string, unknown>[] {
    return this.#text
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as Record<string, unknown>);
  }
}
