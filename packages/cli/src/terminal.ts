/** Where a command writes. Results go to `out`, everything about the way there to `progress`. */
export interface Terminal {
  out(line: string): void;
  progress(line: string): void;
}

/** Standard output and standard error. */
export const processTerminal: Terminal = {
  out: line => process.stdout.write(`${line}\n`),
  progress: line => process.stderr.write(`${line}\n`),
};
