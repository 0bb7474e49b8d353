/** Names of the tests that failed, as node:test writes them where there is no terminal. */
export function failingTests(output: string): string[] {
  return output.split('\n').flatMap(line => {
    const name = /^\s*not ok \d+ - (.+?)(?: # .*)?$/.exec(line)?.[1];
    return name === undefined ? [] : [name];
  });
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
