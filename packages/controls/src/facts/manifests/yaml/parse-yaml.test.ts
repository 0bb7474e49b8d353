import { at, plain, textAt, valueAt, type Node } from './node';
import { MAXIMUM_BYTES, parseYaml, UnreadableYaml } from './parse-yaml';

function only(text: string): Node {
  const [document, ...more] = parseYaml(text, 'a.yaml');
  if (document === undefined || more.length > 0) throw new Error('not one');
  return document;
}

function refusal(text: string | Uint8Array): string {
  try {
    parseYaml(text, 'a.yaml');
  } catch (error) {
    if (error instanceof UnreadableYaml) return error.message;
    throw error;
  }
  return 'read';
}

describe('parseYaml', () => {
  it.each([
    ['yes', true],
    ['On', true],
    ['n', false],
    ['"yes"', 'yes'],
    ['0440', 288],
    ['0x1f', 31],
    ['1_000', 1000],
    ['-3', -3],
    ['1.5e3', 1500],
    ['08', 8],
    ['22:22', '22:22'],
    ['2026-01-01', '2026-01-01'],
    ['~', null],
    ['', null],
    ['!!str yes', 'yes'],
  ])('reads the value %s as Kubernetes does', (text, value) => {
    expect(plain(only(`a: ${text}\n`))).toEqual({ a: value });
  });

  it('knows the line of each key, in each document and through anchors', () => {
    const [first, second] = parseYaml(
      'a: &a\n  b: 1\n---\n\nc:\n  - d: |\n      x\n',
      'a.yaml',
    );
    expect(at(first, 'a', 'b')?.place).toEqual({ file: 'a.yaml', line: 2 });
    const c = at(second, 'c');
    const item = c?.type === 'list' ? c.items[0] : undefined;
    expect(item?.place.line).toBe(6);
    expect(textAt(item, 'd')).toBe('x\n');
  });

  it('merges maps, the own keys first', () => {
    const node = only('a: &a {x: 1, y: 1}\nb:\n  <<: *a\n  y: 2\n');
    expect(plain(node)).toEqual({ a: { x: 1, y: 1 }, b: { x: 1, y: 2 } });
    expect(at(node, 'b', 'x')?.place.line).toBe(1);
  });

  it('takes keys of the language for keys', () => {
    const node = only('__proto__: {polluted: true}\nconstructor: 1\n');
    expect(valueAt(node, '__proto__', 'polluted')).toBe(true);
    expect('polluted' in {}).toBe(false);
    expect(Object.keys(Object(plain(node)))).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
    .concat(
      [...'bcdefgh'].map(
        (letter, index) =>
          `${letter}: &${letter} [${Array(9)
            .fill(`*${'abcdefg'[index]}`)
            .join(', ')}]`,
      ),
    )
    .join('\n');

  it.each([
    ['a key twice', 'a: 1\na: 2\n', /twice/],
    ['an alias bomb', bomb, /more than/],
    ['a cycle', 'a: &a [*a]\n', /itself/],
    ['a cycle by merging', 'a: &a {<<: *a}\n', /itself/],
    ['an anchor that is not there', 'a: *b\n', /anchor/],
    ['deep flow', `a: ${'['.repeat(100_000)}`, /deeply/],
    ['deep blocks', `a: ${'- '.repeat(5000)}`, /./],
    ['a tag of a language', 'a: !!js/function x\n', /tag/],
    ['a NUL', 'a: b\0\n', /NUL/],
    ['text that is no YAML', 'a: {{ .Values.x }}\n', /./],
  ])('refuses %s', (_, text, message) => {
    expect(refusal(new TextEncoder().encode(text))).toMatch(message);
    expect(refusal(new TextEncoder().encode(text))).not.toBe('read');
  });

  it('refuses what is no UTF-8, and what is too large', () => {
    expect(refusal(Uint8Array.of(0x61, 0xff))).toMatch(/UTF-8/);
    expect(refusal(new Uint8Array(MAXIMUM_BYTES + 1))).toMatch(/larger/);
  });
});
