import type { JsonObject, JsonValue } from '@backstage/types';

type Entered = JsonValue | undefined;

/**
 * What was entered, without what a form leaves behind where nothing was: empty
 * texts and empty lists inside objects. Items of a list stay, so that one that
 * is being filled in does not vanish.
 */
export function withoutBlanks(value: Entered): Entered {
  if (Array.isArray(value)) {
    return value.map(item => withoutBlanks(item) as JsonValue);
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as JsonObject)
    .map(([key, member]) => [key, withoutBlanks(member)] as const)
    .filter(([, member]) => !isBlank(member));
  return Object.fromEntries(entries) as JsonObject;
}

/**
 * The value of a whole property, or undefined when nothing was entered.
 *
 * @param keepEmptyList - whether an empty list is an answer (no plan at all)
 *   and not the lack of one.
 */
export function enteredValue(value: Entered, keepEmptyList: boolean): Entered {
  const entered = withoutBlanks(value);
  if (Array.isArray(entered) && entered.length === 0) {
    return keepEmptyList ? entered : undefined;
  }
  return isBlank(entered) ? undefined : entered;
}

function isBlank(value: Entered): boolean {
  return (
    value === undefined ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}
