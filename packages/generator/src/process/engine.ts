/** Durable engines that a process can run on; the first is the embedded default. */
export const ENGINES = ['dbos', 'temporal'] as const;
/** A durable engine. */
export type Engine = (typeof ENGINES)[number];

/** How long the steps of a process may take on an engine. */
export interface EngineLimits {
  /** For one attempt of a call to a domain or an agent. */
  readonly longestCall: string;
  /** For a timer, and for waiting for a signal or a person. */
  readonly longestWait: string;
}

/**
 * Figures of ours. An embedded engine runs calls in the service's own process,
 * where a long one is lost with every restart; and a wait must end while the
 * release that began it can still be replayed.
 */
export const ENGINE_LIMITS: Readonly<Record<Engine, EngineLimits>> = {
  dbos: { longestCall: 'PT10M', longestWait: 'P90D' },
  temporal: { longestCall: 'PT1H', longestWait: 'P365D' },
};
