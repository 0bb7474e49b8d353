import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CommandError, EXIT } from './exit-codes';

/**
 * Finds the modules of packages of extra controls, from the working directory.
 *
 * @returns absolute paths.
 * @throws CommandError for one that cannot be found, or that lies in the evaluated
 *   folder: what is evaluated must not choose by what.
 */
export function resolveControlPackages(
  packages: readonly string[],
  evaluated: string,
): readonly string[] {
  const { resolve } = createRequire(path.join(process.cwd(), 'package.json'));
  const folder = realpathSync(evaluated);
  return packages.map(name => {
    let file: string;
    try {
      file = realpathSync(resolve(name));
    } catch {
      throw new CommandError(
        `--controls: the package ${name} cannot be found from here; install it where you call ameide`,
        EXIT.usage,
      );
    }
    if (file.startsWith(folder + path.sep)) {
      throw new CommandError(
        `--controls: ${name} lies in ${evaluated}; a service must not bring the controls that it is held to`,
        EXIT.usage,
      );
    }
    return file;
  });
}
