import fc from 'fast-check';
import { parse as parseSql } from 'libpg-query';
import { tokenize } from 'protobufjs';
import ts from 'typescript';
import vm from 'node:vm';
import { parse as parseYaml } from 'yaml';
import { markdownStructure } from '../testing/hostile/structure/markdown-structure';
import { typescriptStructure } from '../testing/hostile/structure/typescript-structure';
import * as quoting from './quoting';

// Texts made to break out: quotes, comment ends, interpolation, line breaks of every kind.
const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '`',
        '\\',
        '\n',
        '\r',
        '\u2028',
        '\u2029',
        '*/',
        '/*',
        '--',
        '#',
        '${x}',
        '{{y}}',
        '$$',
        '</script>',
        ': ',
        '- ',
        '%',
        '\t',
        ';',
        ')',
        'a',
        ' ',
        '\u0085',
        '|',
        '&',
        '<',
        '!',
        '[',
        ']',
        '0',
        '~',
        '\ufeff',
      ),
      { maxLength: 12 },
    )
    .map(parts => parts.join('')),
);
const CONTROLS =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ud800-\udfff]/;
const withoutControls = hostile.filter(text => !CONTROLS.test(text));

function check<Value>(
  arbitrary: fc.Arbitrary<Value>,
  property: (value: Value) => void,
) {
  fc.assert(fc.property(arbitrary, property), { numRuns: 500 });
}

describe('quoting', () => {
  it('writes JSON that is read back as it was, and holds no HTML', () => {
    check(hostile, text => {
      expect(JSON.parse(quoting.json(text))).toBe(text);
      expect(quoting.json(text)).not.toMatch(/[<\u2028\u2029]/);
    });
  });

  it('writes YAML values that are read back as they were', () => {
    check(withoutControls, text => {
      expect(parseYaml(`key: ${quoting.yaml(text)}\nnext: 1\n`)).toEqual({
        key: text,
        next: 1,
      });
      expect(parseYaml(`[${quoting.yaml(text)}, 1]`)).toEqual([text, 1]);
    });
  });

  it.each([
    'true',
    'no',
    'null',
    '~',
    '1',
    '1.0',
    '0x1',
    '',
    'a: b',
    '# a',
    '- a',
    '2001-01-01',
    '=',
    '<<',
    '.inf',
    'e1',
  ])('keeps %j a text in YAML', text => {
    for (const version of ['1.1', '1.2'] as const)
      expect(parseYaml(`key: ${quoting.yaml(text)}`, { version })).toEqual({
        key: text,
      });
  });

  it('writes one TypeScript literal that has the value', () => {
    check(hostile, text => {
      const source = `(${quoting.ts(text)})`;
      const file = ts.createSourceFile('a.ts', source, ts.ScriptTarget.Latest);
      expect(file.statements).toHaveLength(1);
      expect(vm.runInNewContext(source)).toBe(text);
    });
    const value = { "it's": ['a', 1, true, null], nested: { b: '"' } };
    expect(vm.runInNewContext(`JSON.stringify(${quoting.ts(value)})`)).toBe(
      JSON.stringify(value),
    );
  });

  it('writes one string literal of a .proto file', () => {
    check(
      withoutControls.filter(text => !/[\u2028\u2029\u0085]/.test(text)),
      text => {
        const tokens = tokenize(`${quoting.proto(text)} ;`, true);
        expect(tokens.next()).toBe('"');
        expect(tokens.next()).toBe(text);
        expect(tokens.next()).toBe('"');
        expect(tokens.next()).toBe(';');
      },
    );
    expect(() => quoting.proto('\u0001')).toThrow('control characters');
  });

  it('writes one SQL literal', async () => {
    await fc.assert(
      fc.asyncProperty(withoutControls, async text => {
        const parsed = await parseSql(`SELECT ${quoting.sqlLiteral(text)}`);
        expect(parsed.stmts).toHaveLength(1);
        expect(JSON.stringify(parsed)).toContain(
          `"A_Const":{"sval":${JSON.stringify({ sval: text })}`,
        );
      }),
      { numRuns: 300 },
    );
    expect(() => quoting.sqlLiteral('\0')).toThrow('U+0000');
    expect([null, true, 1.5].map(quoting.sqlLiteral)).toEqual([
      'NULL',
      'true',
      '1.5',
    ]);
  });

  it('writes one SQL identifier', async () => {
    const names = withoutControls.filter(
      text => text !== '' && Buffer.byteLength(text) <= 63,
    );
    await fc.assert(
      fc.asyncProperty(names, async text => {
        const parsed = await parseSql(
          `SELECT * FROM ${quoting.sqlIdentifier(text)}`,
        );
        expect(parsed.stmts).toHaveLength(1);
        expect(JSON.stringify(parsed)).toContain(
          `"relname":${JSON.stringify(text)}`,
        );
      }),
      { numRuns: 300 },
    );
    for (const name of ['', 'x'.repeat(64), 'a\0b']) {
      expect(() => quoting.sqlIdentifier(name)).toThrow('cannot name anything');
    }
  });

  it.each([
    'order',
    'user',
    'group',
    'table',
    'window',
    'json',
    'left',
    'between',
  ])('quotes the SQL keyword %s', word => {
    expect(quoting.sqlIdentifier(word)).toBe(`"${word}"`);
  });

  it('writes comments that nothing gets out of', () => {
    check(hostile, text => {
      const layout = { indent: 2, width: 60 };
      const lines = quoting.comment(text, { ...layout, prefix: '// ' });
      for (const line of lines.split('\n'))
        expect(line.trim()).toMatch(/^\/\//);
      const file = ts.createSourceFile(
        'a.ts',
        `${lines}\n/** ${quoting.comment(text, {
          ...layout,
          prefix: '',
        })} */\nend;`,
        ts.ScriptTarget.Latest,
      );
      expect(file.statements).toHaveLength(1);
      for (const line of quoting
        .comment(text, { ...layout, prefix: '-- ' })
        .split('\n')) {
        expect(line.trim()).toMatch(/^--/);
      }
      expect(
        parseYaml(
          `${quoting.comment(text, { ...layout, prefix: '# ' })}\na: 1`,
        ),
      ).toEqual({ a: 1 });
    });
  });

  it('wraps comments and indents what follows', () => {
    expect(
      quoting.comment('one two three four five\nsix', {
        prefix: '// ',
        indent: 2,
        width: 24,
      }),
    ).toBe('// one two three four\n  // five\n  // six');
  });

  it('writes Markdown on one line without markup', () => {
    check(hostile, text => {
      const markdown = quoting.markdown(text);
      expect(markdown).not.toMatch(/\n/);
      expect(markdown).not.toMatch(/(^|[^\\])[`*_[\]{}|<>$^~]/);
      expect(markdown).not.toMatch(/^([#+=:-]|\d+[.)])/);
    });
    expect(quoting.markdown('1. a_b <c>')).toBe('1\\. a\\_b &lt;c\\>');
  });

  it.each([
    'www.example.com',
    'https://example.com/a?b=c',
    'a@example.com',
    '[x](https://example.com)',
    '![x](y)',
    '<https://example.com>',
  ])('writes %s as text and not as a link in Markdown', text => {
    expect(markdownStructure(quoting.markdown(text))).toEqual([
      'root',
      [['paragraph', [['text', { value: text }]]]],
    ]);
  });

  it.each([
    '@deprecated x',
    'see @internal',
    '@ts-ignore',
    '{@link x}',
    '@@protoc_insertion_point(x)',
    'buf:lint:ignore X',
    'a\nbuf:lint:ignore X',
  ])('writes no instruction for a tool into a comment: %j', text => {
    const lines = quoting.comment(text, {
      prefix: ' * ',
      indent: 0,
      width: 80,
    });
    expect(lines).not.toContain('buf:lint');
    expect(
      typescriptStructure('a.ts', `/**\n${lines}\n */\nexport const a = 1;\n`),
    ).toEqual(
      typescriptStructure('a.ts', '/**\n * x\n */\nexport const a = 1;\n'),
    );
  });

  it('leaves addresses in comments as they are', () => {
    const layout = { prefix: '// ', indent: 0, width: 80 };
    expect(quoting.comment('Ask a.b+c@example.com: now', layout)).toBe(
      '// Ask a.b+c@example.com: now',
    );
  });
});
