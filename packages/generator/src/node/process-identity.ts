import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from later ones that get the same number. */
export interface ProcessIdentity {
  /** Digest of the host's name: process numbers mean nothing elsewhere. */
  readonly host: string;
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's; 0 where unknown. */
  readonly started: number;
}

/** The process that runs this. */
export function currentProcess(): ProcessIdentity {
  return {
    host: hostDigest(),
    pid: process.pid,
    started: observe(process.pid)?.started ?? 0,
  };
}

/**
 * Whether a process certainly runs no more. Of another host nothing is certain,
 * and where the system does not tell when a process began (it does on Linux), a
 * number that is in use counts as alive.
 */
export function isDead({ host, pid, started }: ProcessIdentity): boolean {
  if (host !== hostDigest()) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as somebody else.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const now = observe(pid);
  if (now === undefined) return false;
  // A zombie has ended; only its parent has not asked yet.
  return now.ended || (started !== 0 && now.started !== started);
}

function hostDigest(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

/** What Linux says about a process (proc_pid_stat(5)); undefined elsewhere. */
function observe(
  pid: number,
): { readonly started: number; readonly ended: boolean } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field, the name in parentheses, may hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    ended: fields[0] === 'Z' || fields[0] === 'X',
    started: Number(fields[19]),
  };
}
