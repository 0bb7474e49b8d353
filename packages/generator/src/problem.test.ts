import { formatProblems } from './problem';

const problems = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    path: index === 0 ? '' : `k${index}`,
    message: 'is wrong',
  }));

describe('formatProblems', () => {
  it('writes a line for each problem', () => {
    expect(formatProblems('domain-controller', problems(2))).toBe(
      'The input of domain-controller is not valid (2 problems):\n- (the whole input): is wrong\n- k1: is wrong',
    );
  });

  it('counts what nobody would read', () => {
    const lines = formatProblems('domain-controller', problems(100_000)).split(
      '\n',
    );
    expect(lines).toHaveLength(102);
    expect(lines[0]).toContain('(100000 problems)');
    expect(lines.at(-1)).toBe('and 99900 more');
  });
});
