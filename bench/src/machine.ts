import os from 'node:os';

/** What figures were measured on. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
}

/** The machine that this runs on. */
export function machine(): Machine {
  const cpus = os.cpus();
  return { cores: cpus.length, processor: cpus[0]?.model ?? 'unknown' };
}
