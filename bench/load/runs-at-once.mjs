// Starts runs of the template and follows them to their ends.
import { setTimeout as pause } from 'node:timers/promises';
import { orders } from '../../packages/app/e2e/descriptions.mjs';
import { call, startTask } from '../../packages/app/e2e/scaffolder-api.mjs';

const everyMs = 100;
const patienceMs = 300_000;

/**
 * Starts one run for each name, all at once, and waits for their ends. One
 * request asks for all of them, so that the asking costs little.
 *
 * @returns for each run its `name`, `id`, `status` and, in ms since the first was
 *   asked for: `asked`, `began` (left the queue, as seen), `ended`.
 * @throws Error when they have not all ended in five minutes.
 */
export async function runAtOnce({ url, token, names }) {
  const began = performance.now();
  const now = () => Math.round(performance.now() - began);
  const runs = await Promise.all(
    names.map(async name => {
      const asked = now();
      return { name, asked, id: await startTask(url, token, orders(name)) };
    }),
  );
  for (;;) {
    const { body } = await call(
      url,
      token,
      `scaffolder/v2/tasks?limit=${names.length}`,
    );
    for (const { id, status } of body.tasks) {
      const run = runs.find(one => one.id === id);
      if (!run || run.ended !== undefined || status === 'open') continue;
      run.status = status;
      run.began ??= now();
      if (status !== 'processing') run.ended = now();
    }
    if (runs.every(run => run.ended !== undefined)) return runs;
    if (now() > patienceMs) {
      throw new Error('the runs did not all end in five minutes');
    }
    await pause(everyMs);
  }
}

/** Median, 95th percentile (nearest rank) and extremes of some times. */
export function summary(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const rank = part => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return { median: rank(0.5), p95: rank(0.95), min: rank(0), max: rank(1) };
}
