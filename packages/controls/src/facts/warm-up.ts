import { engineParts } from './database/engine/engine-parts';
import { loadParser } from './database/sources/parse-sql';

/**
 * What takes long when a fact is gathered for the first time in a process, and
 * does not depend on a tree. Most of it is done beside the work on other facts.
 */
const preparations: readonly (() => Promise<unknown>)[] = [
  engineParts,
  loadParser,
];

let prepared: Promise<unknown> | undefined;

/** Prepares everything, once; what cannot be prepared is said by the fact itself later. */
export async function warmUp(): Promise<void> {
  prepared ??= Promise.allSettled(preparations.map(prepare => prepare()));
  await prepared;
}
