import { readFileSync } from 'node:fs';

/**
 * Bytes of memory that a process holds, WebAssembly's included, as the kernel
 * counts them; undefined where there is no `/proc` or the process has ended.
 */
export function residentMemory(pid: number): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
