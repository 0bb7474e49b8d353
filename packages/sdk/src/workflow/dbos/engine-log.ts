import type { DLogger } from '@dbos-inc/dbos-sdk';

/** Where an engine says what an operator must know. */
export interface EngineLog {
  warn(message: string): void;
  error(message: string): void;
}

/** DBOS writes to the console unless it gets a logger; what is routine is left out. */
export function engineLogger(log: EngineLog | undefined): DLogger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: entry => log?.warn(`DBOS: ${String(entry)}`),
    error: entry => {
      // A failed instance is an outcome, to be seen by its query.
      const text = String(entry);
      if (!text.startsWith('{"failure"')) {
        log?.error(`DBOS: ${text}`);
      }
    },
  };
}
