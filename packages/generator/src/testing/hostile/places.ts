/** A place in a value: keys and indices from the outside in. */
export type Place = readonly (string | number)[];

/** Whether a value has parts that are reached by keys. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

// A description is six levels deep; what lies deeper came from a mutation.
const DEEPEST = 8;

/** Every place in a value of maps and lists, the outermost first. */
export function placesOf(value: unknown, above: Place = []): Place[] {
  if (!isObject(value) || above.length === DEEPEST) return [above];
  const keys: (string | number)[] = Array.isArray(value)
    ? [...value.keys()]
    : Object.keys(value);
  return [above, ...keys.flatMap(key => placesOf(value[key], [...above, key]))];
}

/** What stands at a place; undefined where there is nothing. */
export function valueAt(value: unknown, place: Place): unknown {
  let found = value;
  for (const key of place) {
    if (!isObject(found) || !Object.hasOwn(found, key)) return undefined;
    found = found[key];
  }
  return found;
}

/** A copy with another value at a place. */
export function withValueAt(
  value: unknown,
  place: Place,
  replacement: unknown,
): unknown {
  const [key, ...rest] = place;
  if (key === undefined) return replacement;
  if (!isObject(value)) return value;
  const part = withValueAt(value[key], rest, replacement);
  if (Array.isArray(value)) {
    const list: unknown[] = value.slice();
    list[Number(key)] = part;
    return list;
  }
  return withOwn(value, String(key), part);
}

/** A copy in which a key is the object's own, whatever its name. */
export function withOwn(
  value: Readonly<Record<string, unknown>>,
  key: string,
  part: unknown,
): Record<string, unknown> {
  const copy = { ...value };
  Object.defineProperty(copy, key, {
    value: part,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

/** A copy without what stands at a place. */
export function withoutPlace(value: unknown, place: Place): unknown {
  const [key, ...rest] = place;
  if (key === undefined || !isObject(value)) return undefined;
  if (rest.length > 0)
    return withValueAt(value, [key], withoutPlace(value[key], rest));
  if (Array.isArray(value))
    return value.filter((_, index) => index !== Number(key));
  return Object.fromEntries(
    Object.entries(value).filter(([name]) => name !== String(key)),
  );
}
