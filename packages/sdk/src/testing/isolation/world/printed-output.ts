/** What has been printed since the recording began. */
export interface PrintedOutput {
  text(): string;
  stop(): void;
}

/** Records what this process prints, which still appears where it belongs. */
export function recordPrinted(): PrintedOutput {
  let text = '';
  const streams = [process.stdout, process.stderr];
  const originals = streams.map(stream => stream.write);
  for (const stream of streams) {
    stream.write = new Proxy(stream.write, {
      apply(write, self, chunk: Parameters<typeof stream.write>) {
        text +=
          typeof chunk[0] === 'string'
            ? chunk[0]
            : Buffer.from(chunk[0]).toString('utf8');
        return Reflect.apply(write, self, chunk);
      },
    });
  }
  return {
    text: () => text,
    stop: () => {
      streams.forEach((stream, index) => {
        const original = originals[index];
        if (original !== undefined) {
          stream.write = original;
        }
      });
    },
  };
}
