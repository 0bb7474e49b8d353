import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { MockDirectoryContent } from '@backstage/backend-test-utils';

/** Ways out of a workspace that an earlier step may have left in it, all named `way`. */
export const LINKS: Readonly<Record<string, (workspace: string) => void>> = {
  'a link': workspace =>
    fs.symlinkSync('../outside', path.join(workspace, 'way')),
  'an absolute link': workspace =>
    fs.symlinkSync(
      path.join(workspace, '..', 'outside'),
      path.join(workspace, 'way'),
    ),
  'a chain of links': workspace => {
    fs.symlinkSync('../outside', path.join(workspace, 'third'));
    fs.symlinkSync('third', path.join(workspace, 'second'));
    fs.symlinkSync('second', path.join(workspace, 'way'));
  },
  'a link by way of a folder and ..': workspace =>
    fs.symlinkSync('inside/../../outside', path.join(workspace, 'way')),
  'a link to what is not there yet': workspace =>
    fs.symlinkSync('../outside/new', path.join(workspace, 'way')),
  'a link to itself': workspace =>
    fs.symlinkSync('way', path.join(workspace, 'way')),
  'a link to the workspace itself': workspace =>
    fs.symlinkSync('.', path.join(workspace, 'way')),
  'a link to a folder of the workspace': workspace =>
    fs.symlinkSync('inside', path.join(workspace, 'way')),
};

/** Paths that leave a workspace, or would on another system. */
export const PATHS: readonly string[] = [
  '..',
  '../outside',
  'inside/../../outside',
  '/etc',
  'inside/../..',
  '..\\outside',
  'C:\\outside',
  'C:outside',
  'inside\0/../../outside',
  'in\nside',
];

/** What is no plain file, or none that every system keeps apart, and why it is refused. */
export const SPECIAL_FILES: Readonly<
  Record<string, readonly [make: (workspace: string) => void, message: string]>
> = {
  'a named pipe': [
    workspace => execFileSync('mkfifo', [path.join(workspace, 'pipe')]),
    'pipe is neither a file nor a folder',
  ],
  'a link to a device': [
    workspace => fs.symlinkSync('/dev/zero', path.join(workspace, 'zero')),
    'zero is neither a file nor a folder',
  ],
  'a file without end': [
    workspace => {
      fs.writeFileSync(path.join(workspace, 'huge'), '');
      fs.truncateSync(path.join(workspace, 'huge'), 2 ** 40);
    },
    'huge is too large',
  ],
  'a name that is not UTF-8': [
    workspace =>
      fs.writeFileSync(
        Buffer.concat([Buffer.from(`${workspace}/x`), Buffer.of(0xff)]),
        '',
      ),
    'is not UTF-8',
  ],
  'one of two names that differ only in case': [
    workspace => {
      fs.writeFileSync(path.join(workspace, 'a.txt'), '');
      fs.writeFileSync(path.join(workspace, 'A.txt'), '');
    },
    'many file systems take them for one',
  ],
  'a name that moves the cursor of a terminal': [
    workspace => fs.writeFileSync(path.join(workspace, 'a\u001b[2Jb'), ''),
    'control characters',
  ],
};

/** A configuration by which Git runs a command. */
export const EVIL_CONFIG = '[core]\n\tfsmonitor = "touch /tmp/owned"\n';

/** Workspaces that are, or hold, a repository in some spelling. */
export const REPOSITORIES: Readonly<Record<string, MockDirectoryContent>> = {
  '.git': { '.git': { config: EVIL_CONFIG } },
  'the .git file of a work tree': { '.git': 'gitdir: /tmp/evil' },
  '.GIT further down': { inside: { '.GIT': { config: EVIL_CONFIG } } },
  'the short name of .git': { 'git~1': { config: EVIL_CONFIG } },
  '.git with what NTFS drops': { '.git. .': { config: EVIL_CONFIG } },
  '.git as a stream': { '.git::$INDEX_ALLOCATION': { config: EVIL_CONFIG } },
  '.git with what HFS+ ignores': { '.g\u200cit': { config: EVIL_CONFIG } },
  submodules: { '.gitmodules': '[submodule "x"]\n\turl = ext::sh' },
  'a bare repository': {
    inside: { HEAD: 'ref: x', config: EVIL_CONFIG, objects: {}, refs: {} },
  },
};

/** Every file below a folder but those of one part of it, with its content. */
export function filesBeside(folder: string, part: string): string {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => !entry.isDirectory())
    .map(entry => path.join(entry.parentPath, entry.name))
    .filter(file => !file.startsWith(part))
    .map(file => `${file}: ${fs.readFileSync(file, 'utf8')}`)
    .sort()
    .join('\n');
}
