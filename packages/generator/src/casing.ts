/**
 * Splits an identifier (camelCase, PascalCase, snake_case, kebab-case or
 * UPPER_SNAKE) into lower-case words. Digits belong to the letters before them,
 * as buf and protobuf-es have it: `line2Total` is `line2`, `total`.
 */
export function splitWords(identifier: string): string[] {
  const words = identifier.match(
    /[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z][a-z0-9]*|[0-9]+/g,
  );
  return (words ?? []).map(word => word.toLowerCase());
}

const capitalize = (word: string) =>
  word.charAt(0).toUpperCase() + word.slice(1);

/** `OrderLine` to `order_line`. */
export const snakeCase = (name: string) => splitWords(name).join('_');
/** `OrderLine` to `order-line`. */
export const kebabCase = (name: string) => splitWords(name).join('-');
/** `order_line` to `OrderLine`. */
export const pascalCase = (name: string) =>
  splitWords(name).map(capitalize).join('');
/** `OrderLine` to `ORDER_LINE`. */
export const upperSnakeCase = (name: string) => snakeCase(name).toUpperCase();
/** `OrderLine` to `order line`. */
export const spacedWords = (name: string) => splitWords(name).join(' ');

/** `order_line` to `orderLine`. */
export function camelCase(name: string): string {
  const pascal = pascalCase(name);
  return pascal.charAt(0).toLowerCase() + pascal.slice(1);
}

/** The English plural by rule: `Order` to `Orders`, `Category` to `Categories`, `Box` to `Boxes`. */
export function pluralOf(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return `${name}s`;
}
