import { readdirSync, readFileSync } from 'node:fs';

/** The most memory that each child process of this one has held so far, in bytes. */
export function peakMemoryOfChildren(): number[] {
  return readdirSync('/proc/self/task')
    .flatMap(task =>
      readFileSync(`/proc/self/task/${task}/children`, 'latin1').split(' '),
    )
    .filter(pid => pid !== '')
    .map(pid => {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
    });
}
