import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { parseProcessInput, stepsOf } from './parse-process-input';

const page = readFileSync(
  path.resolve(__dirname, '../../../../docs/process-description.md'),
  'utf8',
);

/** The example of a language in the page. */
function example(language: string): string {
  const [, found] =
    new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page) ?? [];
  if (found === undefined) throw new Error(`no example in ${language}`);
  return found;
}

function steps(value: unknown) {
  const parsed = parseProcessInput(value);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 1));
  return stepsOf(parsed.input);
}

describe('docs/process-description.md', () => {
  it('gives the same process twice', () => {
    const input = parse(example('yaml'));
    const { steps: _steps, ...rest } = input;
    expect(steps({ ...rest, bpmn: example('xml') })).toEqual(steps(input));
  });
});
