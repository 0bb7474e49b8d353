import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A Unix account other than root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['postgres', 'nobody'];

/**
 * The account that PostgreSQL runs as, which refuses to run as root. Undefined
 * when this process is not root: the server then runs as the user itself.
 *
 * @throws Error when this is root and `/etc/passwd` names nobody else: initdb looks its user up there.
 */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) {
    return undefined;
  }
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .flatMap(parseAccount);
  const preferred = PREFERRED.flatMap(name =>
    accounts.filter(account => account.name === name),
  );
  const account =
    preferred[0] ?? accounts.find(candidate => candidate.uid !== 0);
  if (account === undefined) {
    throw new Error(
      'PostgreSQL refuses to run as root and /etc/passwd has no other account. Run the tests as another user, or set TEST_DATABASE_URL.',
    );
  }
  return account;
}

/** Whether accounts other than the owner may go through a folder and all folders above it. */
export function isTraversableByOthers(directory: string): boolean {
  for (let current = resolve(directory); ; current = dirname(current)) {
    if ((statSync(current).mode & 0o001) === 0) {
      return false;
    }
    if (current === dirname(current)) {
      return true;
    }
  }
}

function parseAccount(line: string): Account[] {
  const [name, , uid, gid] = line.split(':');
  if (
    name === undefined ||
    uid === undefined ||
    gid === undefined ||
    !/^\d+$/.test(uid) ||
    !/^\d+$/.test(gid)
  ) {
    return [];
  }
  return Number(uid) === 0
    ? []
    : [{ name, uid: Number(uid), gid: Number(gid) }];
}
