// Watches how much memory a process has, on Linux.
import { readFileSync } from 'node:fs';

const everyMs = 100;

/** Resident memory of a process in MiB. @throws Error where /proc is missing. */
export function residentMemory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]) / 1024;
}

/**
 * Samples the resident memory of a process ten times a second.
 *
 * @returns `stop()`, which gives the samples: `ms` since the start, and `mib`.
 */
export function watchMemory(pid) {
  const began = performance.now();
  const samples = [];
  const sample = () =>
    samples.push({
      ms: Math.round(performance.now() - began),
      mib: Math.round(residentMemory(pid) * 10) / 10,
    });
  sample();
  const timer = setInterval(sample, everyMs);
  return {
    stop() {
      clearInterval(timer);
      sample();
      return samples;
    },
  };
}
