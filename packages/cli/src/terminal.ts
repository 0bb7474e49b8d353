/** Where a command writes. Results go to `out`, everything about the way there to `progress`. */
export interface Terminal {
  out(line: string): void;
  progress(line: string): void;
  /** Whether results are read on a terminal that shows colours. */
  readonly colour: boolean;
}

/** Standard output and standard error. */
export const processTerminal: Terminal = {
  out: line => process.stdout.write(`${line}\n`),
  progress: line => process.stderr.write(`${line}\n`),
  colour: process.stdout.isTTY === true && !process.env.NO_COLOR,
};
