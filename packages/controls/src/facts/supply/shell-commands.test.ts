import { programOf, shellCommands } from './shell-commands';

const read = (script: string) =>
  shellCommands(script).map(
    ({ words, next }) => `${words.join(' ')}${next === '' ? '' : ` ${next}`}`,
  );

describe('the commands of a script', () => {
  it.each([
    ['a && b || c; d', ['a &&', 'b ||', 'c ;', 'd']],
    ['curl -s "https://a b" | sh', ['curl -s https://a b |', 'sh']],
    ["echo 'a || true' # || true", ['echo a || true']],
    ['a \\\n  b\nc', ['a b ;', 'c']],
    ['x="$(curl a | sh)"', ['curl a |', 'sh', 'x=$(curl a | sh)']],
    ['a `b | c`', ['b |', 'c', 'a `b | c`']],
    ['cat <<EOF\na || true\nEOF\nb', ['cat ;', 'b']],
    ['<<EOF\na | b\nEOF', ['a |', 'b ;']],
    ['if a; then b; fi', ['a ;', 'b ;']],
    ['{ a; b; } || true', ['a ;', 'b ||', 'true']],
    ['a 2>&1 | b', ['a 2>&1 |', 'b']],
    ['echo ${{ a.b || c }} d', ['echo ${{ a.b || c }} d']],
    ['a "unfinished | b', ['a unfinished | b']],
  ])('%s', (script, expected) => {
    expect(read(script)).toEqual(expected);
  });

  it('are counted by lines', () => {
    expect(shellCommands('a\n\n"b\nc" d\ne').map(({ line }) => line)).toEqual([
      0, 3, 4,
    ]);
  });

  it('have a program', () => {
    expect(programOf({ words: ['A=1', '/usr/bin/npm', 'ci'] })).toBe('npm');
  });

  it('are found in time in proportion to the script', () => {
    const began = Date.now();
    for (const text of ['$(', '"$(', '`', "'", '<<a\n', '((', '${', '"']) {
      shellCommands(text.repeat(20_000));
    }
    expect(Date.now() - began).toBeLessThan(5_000);
  }, 10_000);
});
