import { useCallback, useMemo, useState } from 'react';
import type { Document, Key } from './document';

/** Which controls show their problems: those that were left, and all that a refusal saw. */
export interface LeftControls {
  readonly has: (key: Key, attribute: string) => boolean;
  readonly add: (key: Key, attribute: string) => void;
}

/**
 * A control that a person has not come to yet does not complain. Once the form
 * was refused, or when it was filled in before it appeared, everything that was
 * there does.
 *
 * @param refusal - another object for each time that the form was refused.
 */
export function useLeftControls(
  document: Document,
  refusal: object | undefined,
): LeftControls {
  const [left, setLeft] = useState<ReadonlySet<string>>(() => new Set());
  // Keys grow, so that all below one are those that were there at that time.
  const [below, setBelow] = useState(document.nextKey);
  const [seen, setSeen] = useState(refusal);
  if (refusal !== seen) {
    setSeen(refusal);
    if (refusal) setBelow(document.nextKey);
  }
  const add = useCallback((key: Key, attribute: string) => {
    setLeft(current =>
      current.has(`${key}.${attribute}`)
        ? current
        : new Set([...current, `${key}.${attribute}`]),
    );
  }, []);
  return useMemo(
    () => ({
      has: (key, attribute) => key < below || left.has(`${key}.${attribute}`),
      add,
    }),
    [below, left, add],
  );
}
