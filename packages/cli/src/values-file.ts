import { repeatable } from '@ameide/generator';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { CommandError, EXIT } from './exit-codes';
import { duplicateKeys, type YamlProblem } from './duplicate-keys';

const LARGEST_FILE = 1024 * 1024;
/** More would only hide the first ones. */
const MOST_PROBLEMS = 20;

/**
 * Reads the values of a YAML or JSON file.
 *
 * @throws CommandError with the first syntax errors and their lines.
 */
export async function readValuesFile(file: string): Promise<unknown> {
  const lineCounter = new LineCounter();
  const text = await readText(file);
  try {
    const document = parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      strict: true,
      // The library's own check takes the square of their number.
      uniqueKeys: false,
      // No !!binary, !!set or !!timestamp: values are texts, numbers, maps and lists.
      resolveKnownTags: false,
    });
    const { yaml } = document.directives;
    const problems: YamlProblem[] = [
      ...(yaml.explicit && yaml.version !== '1.2'
        ? [{ position: 0, message: `Values are YAML 1.2, not ${yaml.version}` }]
        : []),
      ...[...document.errors, ...document.warnings].map(
        ({ pos: [position], message }) => ({ position, message }),
      ),
      ...duplicateKeys(document),
    ];
    if (problems.length > 0)
      throw new CommandError(describe(file, problems, lineCounter), EXIT.usage);
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const { message } = error as Error;
    throw new CommandError(`${file}: ${inOurWords(message)}`, EXIT.usage);
  }
}

/** The parser's message, without what it repeats of the file that is not fit for a terminal. */
function inOurWords(message: string): string {
  // The parser goes one call deeper for each level.
  if (message.includes('call stack')) return 'Nested too deeply';
  if (message.includes('multiple documents'))
    return 'There is more than one document; give one';
  return repeatable(message, 200);
}

function describe(
  file: string,
  problems: readonly YamlProblem[],
  lineCounter: LineCounter,
): string {
  const lines = problems
    .slice(0, MOST_PROBLEMS)
    .map(({ position, message }) => {
      const { line, col } = lineCounter.linePos(position);
      return `${file}:${line}:${col}: ${inOurWords(message)}`;
    });
  const more = problems.length - lines.length;
  return [
    'The values are not valid YAML:',
    ...lines,
    ...(more > 0 ? [`and ${more} more`] : []),
  ].join('\n');
}

async function readText(file: string): Promise<string> {
  try {
    // Without O_NONBLOCK a named pipe would be waited for until somebody writes.
    // eslint-disable-next-line no-bitwise
    const flags = constants.O_RDONLY | constants.O_NONBLOCK;
    const handle = await open(file, flags);
    try {
      if (!(await handle.stat()).isFile())
        throw new CommandError(`${file} is not a file`, EXIT.usage);
      // What a file says about its size may not be so (/proc), or change.
      const buffer = Buffer.alloc(LARGEST_FILE + 1);
      let length = 0;
      for (;;) {
        const { bytesRead } = await handle.read(buffer, length);
        length += bytesRead;
        if (bytesRead === 0 || length === buffer.length) break;
      }
      if (length > LARGEST_FILE)
        throw new CommandError(`${file} is larger than 1 MiB`, EXIT.usage);
      return new TextDecoder('utf-8', { fatal: true }).decode(
        buffer.subarray(0, length),
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
