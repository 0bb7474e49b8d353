import type { KeyboardEvent } from 'react';

/**
 * Which way Alt with an arrow moves what has the keyboard; none for other keys.
 * A field takes the keys before the aggregate that it is in.
 */
export function movesBy(event: KeyboardEvent): 1 | -1 | undefined {
  if (!event.altKey || event.ctrlKey || event.metaKey) return undefined;
  if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return undefined;
  event.preventDefault();
  event.stopPropagation();
  return event.key === 'ArrowUp' ? -1 : 1;
}
