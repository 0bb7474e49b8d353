/** Names of the tests that ran, as node:test writes them where there is no terminal. */
export interface FinishedTests {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

/** Reads the output of node:test. What was skipped is in neither list. */
export function finishedTests(output: string): FinishedTests {
  const passed: string[] = [];
  const failed: string[] = [];
  for (const line of output.split('\n')) {
    const [, not, name, directive] =
      /^\s*(not )?ok \d+ - (.+?)( # .*)?$/.exec(line) ?? [];
    if (name === undefined) continue;
    if (not !== undefined) failed.push(name);
    else if (directive === undefined) passed.push(name);
  }
  return { passed, failed };
}

const longestExcerpt = 4000;

/** What a person wants to see of a failed command: the tests that failed with their reasons, else the end of the output. */
export function explainFailure(output: string): string {
  const blocks = output
    .split(/^(?=\s*not ok )/m)
    .slice(1)
    .map(block => block.split(/^\s*\.\.\.$/m)[0] ?? '');
  return blocks.length > 0
    ? blocks.join('').slice(0, longestExcerpt)
    : output.slice(-longestExcerpt);
}
