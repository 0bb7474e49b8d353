import { enteredValue, withoutBlanks } from './entered-value';
import { formSchema } from './form-schema';
import { problemsOf } from './input-problems';

const described = {
  service: 'orders',
  owner: 'group:default/commerce',
  system: 'commerce',
  description: 'Takes orders.',
  aggregates: [
    { name: 'Order', fields: [{ name: 'number', type: 'string' }] },
    {
      name: 'Line',
      fields: [{ name: 'order', type: 'reference', target: 'Ordr' }],
    },
  ],
};

interface Schema {
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
}

/** Keywords of a schema and of all below it; names of properties are none. */
function keywordsOf(schema: Schema): string[] {
  const below = [
    ...(schema.items ? [schema.items] : []),
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
  ];
  return [...Object.keys(schema), ...below.flatMap(keywordsOf)];
}

describe('problemsOf', () => {
  it('finds a problem by its path, under its own property only', () => {
    const [problem, ...others] = problemsOf('aggregates', described);
    expect(problem?.path).toBe('aggregates[1].fields[0].target');
    expect(problem?.message).toContain('Ordr');
    expect(others).toEqual([]);
    expect(problemsOf('service', described)).toEqual([]);
  });

  it('reports what is missing', () => {
    const { owner, ...rest } = described;
    expect(owner).toBeDefined();
    expect(problemsOf('owner', rest)).toHaveLength(1);
    expect(problemsOf('owner', { ...rest, owner: undefined })).toHaveLength(1);
  });
});

describe('what was entered', () => {
  it('has no blanks inside objects, but keeps items of lists', () => {
    expect(
      withoutBlanks([{ name: 'Order', plural: '', fields: [], unique: false }]),
    ).toEqual([{ name: 'Order', unique: false }]);
    expect(withoutBlanks({ values: ['NEW', ''] })).toEqual({
      values: ['NEW', ''],
    });
  });

  it.each([
    ['', false, undefined],
    [[], false, undefined],
    [[], true, []],
    ['orders', false, 'orders'],
    [false, false, false],
  ])('of %p is a whole answer or none', (value, keepEmptyList, expected) => {
    expect(enteredValue(value, keepEmptyList)).toEqual(expected);
  });
});

describe('formSchema', () => {
  it.each(Object.keys(described))('draws %s without constraints', property => {
    const constraints = keywordsOf(formSchema(property)).filter(keyword =>
      /^(min|max|pattern|required|additional)/.test(keyword),
    );
    expect(constraints).toEqual([]);
  });

  it('names the alternatives of an origin', () => {
    const { oneOf } = formSchema('origin') as { oneOf: { title: string }[] };
    expect(oneOf.map(({ title }) => title)).toEqual(['platform', 'tenant']);
  });

  it('refuses a property that the input does not have', () => {
    expect(() => formSchema('colour')).toThrow('no property colour');
  });
});
