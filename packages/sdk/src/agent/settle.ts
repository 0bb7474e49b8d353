/** How the work of a tool ended. */
export type Settled =
  | { readonly state: 'done'; readonly value: unknown }
  | { readonly state: 'failed' }
  | { readonly state: 'aborted' };

/** Waits for a tool no longer than the signal lets it: a tool may not heed it. */
export async function settle(
  signal: AbortSignal,
  run: () => Promise<unknown>,
): Promise<Settled> {
  // An event that has passed is not heard any more.
  if (signal.aborted) return { state: 'aborted' };
  let stop: (() => void) | undefined;
  const aborted = new Promise<Settled>(resolve => {
    stop = () => resolve({ state: 'aborted' });
    signal.addEventListener('abort', stop, { once: true });
  });
  const work = (async (): Promise<Settled> => {
    try {
      return { state: 'done', value: await run() };
    } catch {
      return { state: signal.aborted ? 'aborted' : 'failed' };
    }
  })();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
