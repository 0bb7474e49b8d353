/** The same inputs in every run, unless the environment says otherwise. */
const SEED = 20_261_125;

/** How many inputs fast-check tries, and which: HOSTILE_RUNS and HOSTILE_SEED choose others. */
export function reproducible(runs: number) {
  const { HOSTILE_SEED, HOSTILE_RUNS } = process.env;
  return {
    numRuns: Number(HOSTILE_RUNS ?? runs),
    seed: Number(HOSTILE_SEED ?? SEED),
  };
}
