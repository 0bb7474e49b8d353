import { InvalidDefinitionError } from './errors.js';

const NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,99}$/;

/**
 * A name of a workflow, branch, step or wait. Engines use it in ids, topics and
 * tables, so that it holds none of their separators.
 *
 * @throws InvalidDefinitionError when it is not a letter followed by up to 99 letters, digits, `_`, `.` or `-`.
 */
export function checkName(name: string, what: string): string {
  if (!NAME.test(name)) {
    throw new InvalidDefinitionError(
      `${what} ${JSON.stringify(
        name,
      )}: a name is a letter followed by up to 99 letters, digits, "_", "." or "-".`,
    );
  }
  return name;
}
