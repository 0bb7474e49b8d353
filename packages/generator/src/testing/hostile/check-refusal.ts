import type { Problem } from '../../problem';
import { isObject, valueAt, type Place } from './places';
import { unseenCharacterIn } from './unseen-character';

const LONGEST_MESSAGE = 4_000;

/**
 * Checks that a refusal helps: every problem leads to a place of the input, and
 * is one line that repeats nothing which could garble a terminal or a log.
 *
 * @throws Error that says what is wrong with which problem.
 */
export function checkRefusal(input: unknown, problems: readonly Problem[]) {
  if (problems.length === 0) throw new Error('refused without a problem');
  for (const { path, message } of problems) {
    const fail = (reason: string) => {
      throw new Error(`${JSON.stringify({ path, message })}: ${reason}`);
    };
    const text = `${path}: ${message}`;
    const unseen = unseenCharacterIn(text);
    if (unseen !== undefined) fail(`repeats the character ${unseen}`);
    if (/[\n\t]/.test(text)) fail('is more than one line');
    if (message === '') fail('has no message');
    if (text.length > LONGEST_MESSAGE) fail('is too long');
    if (!leadsSomewhere(input, placeOf(path)))
      fail('its path leads nowhere in the input');
  }
}

/** `aggregates[0].name` as keys and indices. */
function placeOf(path: string): Place {
  return [...path.matchAll(/\[(\d+)\]|\.?([^.[\]]+)/g)].map(
    ([, index, key = '']) => (index === undefined ? key : Number(index)),
  );
}

/** A place leads somewhere where it, or the map that could hold it, is there. */
function leadsSomewhere(input: unknown, place: Place): boolean {
  if (place.length === 0) return true;
  const above = valueAt(input, place.slice(0, -1));
  if (!isObject(above)) return false;
  const key = place.at(-1);
  return typeof key === 'number'
    ? Array.isArray(above) && key < above.length
    : !Array.isArray(above);
}
