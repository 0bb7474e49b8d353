import { open } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { CommandError, EXIT } from './exit-codes';

const LARGEST_FILE = 1024 * 1024;

/**
 * Reads the values of a YAML or JSON file.
 *
 * @throws CommandError with every syntax error and its line.
 */
export async function readValuesFile(file: string): Promise<unknown> {
  const lineCounter = new LineCounter();
  const document = parseDocument(await readText(file), {
    lineCounter,
    prettyErrors: false,
    strict: true,
    uniqueKeys: true,
  });
  const errors = [...document.errors, ...document.warnings].map(error => {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return `${file}:${line}:${col}: ${error.message}`;
  });
  if (errors.length > 0) {
    throw new CommandError(
      `The values are not valid YAML:\n${errors.join('\n')}`,
      EXIT.usage,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new CommandError(`${file}: ${(error as Error).message}`, EXIT.usage);
  }
}

async function readText(file: string): Promise<string> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile())
        throw new CommandError(`${file} is not a file`, EXIT.usage);
      if (stat.size > LARGEST_FILE) {
        throw new CommandError(`${file} is larger than 1 MiB`, EXIT.usage);
      }
      return new TextDecoder('utf-8', { fatal: true }).decode(
        await handle.readFile(),
      );
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new CommandError(`${file} does not exist`, EXIT.usage);
    if (code === 'EACCES')
      throw new CommandError(`${file} may not be read`, EXIT.usage);
    if (error instanceof TypeError)
      throw new CommandError(`${file} is not UTF-8`, EXIT.usage);
    throw new CommandError(`${file} cannot be read: ${message}`, EXIT.usage);
  }
}
