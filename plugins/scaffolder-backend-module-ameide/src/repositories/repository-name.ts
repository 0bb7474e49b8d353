import { InputError } from '@backstage/errors';

/**
 * Names of local repositories: what a service id may be. Nothing in it can
 * leave the folder of repositories or mean something to a URL.
 */
const repositoryName = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Longest name; a component's id is never longer. */
const maxLength = 63;

/**
 * @returns the name, when it may be one.
 * @throws InputError that says what a name looks like.
 */
export function checkRepositoryName(name: string): string {
  if (name.length > maxLength || !repositoryName.test(name)) {
    throw new InputError(
      `${JSON.stringify(
        name.slice(0, 80),
      )} cannot be the name of a repository: use at most ${maxLength} lower-case letters, digits and single hyphens, beginning with a letter.`,
    );
  }
  return name;
}
