/*
 * Reading what may be anything. Only own properties count, so that nothing that
 * sits on a prototype, put there by whomever, takes part in a decision.
 */

/** Longest list that is looked at. A longer one is read as empty, which permits nothing. */
const MAX_ITEMS = 10_000;

/** The own property of an object; undefined where there is none. */
export function own(value: unknown, name: string): unknown {
  return typeof value === 'object' &&
    value !== null &&
    Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** The own items of an array; undefined for what is no array, or too long a one. */
export function ownList(
  value: unknown,
  name: string,
): readonly unknown[] | undefined {
  const list = own(value, name);
  if (!Array.isArray(list) || list.length > MAX_ITEMS) return undefined;
  // Holes would be filled from Array.prototype.
  return Array.from({ length: list.length }, (_, index) =>
    own(list, String(index)),
  );
}

/** The items of an own array of strings; undefined when it is none, or holds anything else. */
export function ownStrings(
  value: unknown,
  name: string,
): readonly string[] | undefined {
  const list = ownList(value, name);
  return list?.every(item => typeof item === 'string')
    ? (list as readonly string[])
    : undefined;
}

/** Whether a value is an object that only carries data: no array, map, date or instance of a class. */
export function isPlainObject(
  value: unknown,
): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
