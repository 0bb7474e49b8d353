import fs from 'node:fs/promises';
import path from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

/**
 * A folder of the workspace, by its path below it. Earlier steps fill the
 * workspace, so no link on the way is followed, wherever it leads.
 *
 * @returns absolute path; what is missing at its end is still to be made.
 * @throws InputError for a link on the way or a path that means something else
 *   on another system, NotAllowedError for a path that leaves the workspace.
 */
export async function workspaceFolder(
  workspacePath: string,
  below: string,
): Promise<string> {
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\]/.test(below) || /^[A-Za-z]:/.test(below)) {
    throw new InputError(
      `${JSON.stringify(below.slice(0, 80))} is not a folder of the workspace.`,
    );
  }
  const target = resolveSafeChildPath(workspacePath, below);
  const segments = path.relative(workspacePath, target).split(path.sep);
  let current = workspacePath;
  for (const segment of segments) {
    current = path.join(current, segment);
    const found = await fs.lstat(current).catch(error => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    });
    if (found === undefined) break;
    if (!found.isDirectory()) {
      throw new InputError(
        `${below}: ${path.relative(
          workspacePath,
          current,
        )} is not a folder of the workspace.`,
      );
    }
  }
  return target;
}

/** Whether a folder that exists lies in the workspace, all links resolved. */
export async function isInWorkspace(
  workspacePath: string,
  folder: string,
): Promise<boolean> {
  const [above, below] = await Promise.all([
    fs.realpath(workspacePath),
    fs.realpath(folder),
  ]);
  const relative = path.relative(above, below);
  return (
    relative !== '..' &&
    !relative.startsWith(`..${path.sep}`) &&
    !path.isAbsolute(relative)
  );
}
