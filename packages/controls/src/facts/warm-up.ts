/**
 * What takes long when a fact is gathered for the first time in a process, and
 * does not depend on a tree: a process that waits for trees does it beforehand.
 */
const preparations: readonly (() => Promise<void>)[] = [];

/** Prepares everything; what cannot be prepared is said by the fact itself later. */
export async function warmUp(): Promise<void> {
  await Promise.allSettled(preparations.map(prepare => prepare()));
}
