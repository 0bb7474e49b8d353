import type { IsolationWorld } from '../world/isolation-world.js';

/** The world, once it has been built; checks are registered before that. */
export type WorldRef = () => IsolationWorld;

/** Long enough for a slow machine; a check that hangs must still end. */
export const CHECK_OPTIONS = { timeout: 60_000 } as const;
