/**
 * Something known about a tree, or why it is not: `unavailable` when this
 * evaluator cannot know it (a feature that it does not support), `broken` when
 * the tree itself keeps it from being known (SQL that does not run, YAML that
 * does not parse, a limit that is exceeded). A tree that has nothing of the kind
 * has an available, empty fact.
 */
export type Fact<T> =
  | { readonly state: 'available'; readonly value: T }
  | { readonly state: 'unavailable'; readonly reason: string }
  | { readonly state: 'broken'; readonly reason: string };

export function available<T>(value: T): Fact<T> {
  return { state: 'available', value };
}

export function unavailable(reason: string): Fact<never> {
  return { state: 'unavailable', reason };
}

export function broken(reason: string): Fact<never> {
  return { state: 'broken', reason };
}
