import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { CommandError, EXIT } from './exit-codes';

/** The repository that this command line belongs to: it holds templates and releases. */
export function repositoryRoot(): string {
  const program = realpathSync(process.argv[1] ?? '.');
  for (let folder = path.dirname(program); ; folder = path.dirname(folder)) {
    if (
      existsSync(path.join(folder, 'templates')) &&
      existsSync(path.join(folder, 'backstage.json'))
    ) {
      return folder;
    }
    if (path.dirname(folder) === folder) {
      throw new CommandError(
        'this command works only inside the repository of the platform factory',
        EXIT.usage,
      );
    }
  }
}
