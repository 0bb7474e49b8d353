import { formLink } from './form-link';
import { prefillOf } from './prefill';

const search = (formData: unknown) =>
  `?formData=${encodeURIComponent(
    typeof formData === 'string' ? formData : JSON.stringify(formData),
  )}`;
const nested = (levels: number): string =>
  `${'['.repeat(levels)}${']'.repeat(levels)}`;

describe('a link', () => {
  it.each([
    ['no query', ''],
    ['another query', '?x=1'],
    ['an empty map', search({})],
  ])('fills in nothing: %s', (_what, query) => {
    expect(prefillOf(query)).toEqual({ formData: {}, leftOut: [] });
  });

  it('fills in known properties as they are, also wrong ones', () => {
    const given = {
      service: 5,
      aggregates: 'Order',
      databasePlans: { a: 1 },
      dependencies: null,
    };
    expect(prefillOf(search(given))).toEqual({ formData: given, leftOut: [] });
  });

  it.each([
    ['no JSON', search('{"service":'), 'is not JSON'],
    ['a list', search([1]), 'is not a map'],
    ['a text', search('"orders"'), 'is not a map'],
    ['null', search('null'), 'is not a map'],
    ['an unknown key', search({ colour: 'red' }), 'colour: is not a known key'],
    ['a key of spaces', search({ 'a b': 1 }), 'not known'],
    [
      'constructor',
      search({ constructor: 1 }),
      'constructor: is not a known key',
    ],
    ['__proto__', search('{"__proto__": {"service": "x"}}'), 'not a known key'],
    ['a bomb', search(`{"aggregates":${nested(5_000)}}`), 'nested too deeply'],
  ])('leaves out %s and says so', (_what, query, sentence) => {
    const { formData, leftOut } = prefillOf(query);
    expect(formData).toEqual({});
    expect(Object.getPrototypeOf(formData)).toBe(Object.prototype);
    expect(leftOut.join()).toContain(sentence);
  });

  it('takes no prototype from below either', () => {
    const { formData } = prefillOf(
      search('{"aggregates":[{"__proto__":{"name":"X"},"name":"Order"}]}'),
    );
    const [order] = formData.aggregates as object[];
    expect(Object.keys(order!)).toEqual(['name']);
    expect(Object.getPrototypeOf(order)).toBe(Object.prototype);
  });

  it('does not say everything about a thousand unknown keys', () => {
    const given = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`key${index}`, 1]),
    );
    expect(prefillOf(search(given)).leftOut).toHaveLength(11);
  });
});

describe('the link to a form', () => {
  const page = 'http://localhost:3000/create/templates/default/x?formData=1#y';

  it('gives back what it was made of', () => {
    const formData = { service: 'a&b=ü %', aggregates: [{ name: 'Örder' }] };
    const link = formLink(page, formData)!;
    expect(link.startsWith('http://localhost:3000/create/')).toBe(true);
    expect(prefillOf(new URL(link).search)).toEqual({ formData, leftOut: [] });
  });

  it('is none when servers would refuse it', () => {
    expect(formLink(page, { description: 'x'.repeat(20_000) })).toBeUndefined();
  });
});
