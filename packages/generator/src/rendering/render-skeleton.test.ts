import { renderSkeleton } from './render-skeleton';
import { UserText } from './user-text';

const paths = {
  service: 'orders',
  protoDir: 'ameide/orders/v1',
  protoFile: 'orders.proto',
  aggregates: ['order'],
};

function render(
  files: Record<string, string>,
  context: object = {},
  partials: Record<string, string> = {},
) {
  const rendered = renderSkeleton({
    skeleton: Object.entries(files).map(([path, content]) => ({
      path,
      content: Buffer.from(content),
      executable: false,
    })),
    partials: new Map(Object.entries(partials)),
    context,
    aggregates: [{ name: 'Order' }],
    paths,
  });
  return Object.fromEntries(
    [...rendered].map(([path, file]) => [
      path,
      Buffer.from(file.content).toString(),
    ]),
  );
}

describe('renderSkeleton', () => {
  it('renders .hbs files and copies the others as they are', () => {
    expect(
      render(
        { 'a.txt.hbs': 'Hello {{name}}', 'b.txt': 'Hello {{name}}' },
        { name: 'you' },
      ),
    ).toEqual({
      'a.txt': 'Hello you',
      'b.txt': 'Hello {{name}}',
    });
  });

  it('gives a file that is repeated its aggregate', () => {
    expect(
      render(
        { '[aggregate].ts.hbs': '{{aggregate.name}} of {{service}}' },
        { service: 'orders' },
      ),
    ).toEqual({
      'order.ts': 'Order of orders',
    });
  });

  it('leaves out a file of nothing but white space', () => {
    expect(
      render(
        { 'a.txt.hbs': '\n{{#if wanted}}text{{/if}}\n' },
        { wanted: false },
      ),
    ).toEqual({});
  });

  it('never looks at a value as a template', () => {
    const description = new UserText('{{secret}} {{#each x}}');
    expect(
      render(
        { 'a.json.hbs': '{{json description}}' },
        { description, secret: 'no' },
      ),
    ).toEqual({
      'a.json': '"{{secret}} {{#each x}}"',
    });
  });

  it('refuses free text that is not quoted', () => {
    expect(() =>
      render(
        { 'a.ts.hbs': '// {{description}}' },
        { description: new UserText('x') },
      ),
    ).toThrow(
      'skeleton/a.ts.hbs: free text in a skeleton must go through a helper',
    );
    expect(() =>
      render(
        { 'a.ts.hbs': '// {{{description}}}' },
        { description: new UserText('x') },
      ),
    ).toThrow('must go through a helper');
  });

  it.each([
    ['a property that is not there', '{{missing}}', 'not defined'],
    [
      'a property of a property that is not there',
      '{{#each list}}{{this.missing}}{{/each}}',
      'not defined',
    ],
    ['a helper that is not there', '{{shout name}}', 'unknown'],
    ['a partial that is not there', '{{> missing}}', 'missing'],
    ['a case of free text', '{{pascal text}}', 'identifier'],
  ])('fails on %s', (_name, template, reason) => {
    expect(() =>
      render(
        { 'a.hbs': template },
        { name: 'x', list: [{}], text: new UserText('x') },
      ),
    ).toThrow(reason);
  });

  it('tells a property from the helper of its name', () => {
    const context = { snake: 'a_b', list: [{ proto: 'X' }], words: 'w' };
    expect(
      render(
        {
          'a.hbs': '{{snake}} {{snake "AbC"}} {{#each list}}{{proto}}{{/each}}',
        },
        context,
      ),
    ).toEqual({ a: 'a_b ab_c X' });
    expect(() => render({ 'a.hbs': '{{kebab}}' }, context)).toThrow(
      '"kebab" not defined',
    );
  });

  it('shows nothing of the prototype', () => {
    expect(render({ 'a.hbs': '[{{constructor}}]' })).toEqual({ a: '[]' });
  });

  it('renders partials strictly too', () => {
    const text = new UserText("it's");
    expect(
      render(
        { 'a.sql.hbs': '{{> literal value=text}};' },
        { text },
        { literal: '{{sqlLiteral value}}' },
      ),
    ).toEqual({
      'a.sql': "'it''s';",
    });
    expect(() =>
      render({ 'a.hbs': '{{> bad}}' }, { text }, { bad: '{{nothing}}' }),
    ).toThrow('skeleton/a.hbs');
  });

  it('names the partial that cannot be read', () => {
    expect(() =>
      render({ 'a.hbs': '{{> bad}}' }, {}, { bad: '{{/if}}' }),
    ).toThrow('partials/bad.hbs: Parse error on line 1');
  });

  it('refuses two files of one path', () => {
    expect(() => render({ 'a.txt': '1', 'a.txt.hbs': '2' })).toThrow(
      'a.txt is written twice',
    );
  });

  it('has logic for skeletons', () => {
    const template =
      '{{#if (and (eq a 1) (not empty) (or none list))}}{{add a 2 3}} {{length list}} {{concat "x" a}} {{#if (includes list "b")}}b{{/if}}{{#if (lt a 2)}}<{{/if}}{{/if}}';
    expect(
      render(
        { 'a.hbs': template },
        { a: 1, empty: [], none: null, list: ['a', 'b'] },
      ),
    ).toEqual({ a: '6 2 x1 b<' });
  });
});
