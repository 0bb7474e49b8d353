/**
 * An object that remembers which of its keys were asked for. A generated
 * validator asks for every key that its schema knows, and lists the keys of what
 * is a map of anything: a key that was never asked for is one that the schema
 * does not know.
 */
export interface Watched {
  readonly object: object;
  /** Paths of keys that nobody asked for, in objects where others were asked for. */
  unknownKeys(): readonly (readonly string[])[];
}

/**
 * The packages were made by a generator that took every `description` for
 * documentation: no schema of theirs knows a field of that name.
 */
const LOST_BY_THE_PACKAGES = new Set(['description']);

interface Seen {
  readonly path: readonly string[];
  readonly keys: readonly string[];
  readonly asked: Set<string>;
  listed: boolean;
}

/** Watches plain data: maps without prototype, arrays and values. */
export function watched(data: object): Watched {
  const seen: Seen[] = [];
  const proxies = new Map<object, object>();

  function watch(value: unknown, path: readonly string[]): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const known = proxies.get(value);
    if (known !== undefined) return known;
    const isList = Array.isArray(value);
    const record: Seen = {
      path,
      keys: isList ? [] : Object.keys(value),
      asked: new Set(),
      listed: isList,
    };
    if (!isList) seen.push(record);
    const proxy = new Proxy(value, {
      get(target, key, receiver) {
        const inner: unknown = Reflect.get(target, key, receiver);
        if (typeof key === 'symbol') return inner;
        record.asked.add(key);
        return watch(inner, [...path, key]);
      },
      ownKeys(target) {
        record.listed = true;
        return Reflect.ownKeys(target);
      },
    });
    proxies.set(value, proxy);
    return proxy;
  }

  const proxy = watch(data, []);
  return {
    object: typeof proxy === 'object' && proxy !== null ? proxy : {},
    unknownKeys: () =>
      seen.flatMap(({ path, keys, asked, listed }) =>
        // One that nobody looked into may hold anything.
        listed || asked.size === 0
          ? []
          : keys
              .filter(key => !asked.has(key) && !LOST_BY_THE_PACKAGES.has(key))
              .map(key => [...path, key]),
      ),
  };
}
