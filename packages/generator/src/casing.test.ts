import {
  camelCase,
  kebabCase,
  pascalCase,
  pluralOf,
  snakeCase,
  upperSnakeCase,
} from './casing';

describe('casing', () => {
  it.each([
    ['OrderLine', 'order_line'],
    ['order-intake', 'order_intake'],
    ['line2Total', 'line2_total'],
    ['HttpServer', 'http_server'],
    ['HTTPServer', 'http_server'],
    ['PlanB', 'plan_b'],
    ['address_line2', 'address_line2'],
  ])('splits %s into %s', (name, snake) => {
    expect(snakeCase(name)).toBe(snake);
    expect(kebabCase(name)).toBe(snake.replaceAll('_', '-'));
    expect(upperSnakeCase(name)).toBe(snake.toUpperCase());
  });

  it('joins words', () => {
    expect(pascalCase('order_line')).toBe('OrderLine');
    expect(camelCase('order-line')).toBe('orderLine');
  });

  it.each([
    ['Order', 'Orders'],
    ['Category', 'Categories'],
    ['Day', 'Days'],
    ['Box', 'Boxes'],
    ['Address', 'Addresses'],
    ['Branch', 'Branches'],
  ])('makes the plural of %s', (name, plural) => {
    expect(pluralOf(name)).toBe(plural);
  });
});
