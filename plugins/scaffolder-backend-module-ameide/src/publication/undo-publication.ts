import type { LocalRepositories } from '../repositories/local-repositories';
import type { Registration } from './registration';

/** The two halves of a publication. */
export interface PublicationParts {
  readonly repositories: LocalRepositories;
  readonly registration: Registration;
}

/**
 * Takes a publication back: both halves go, the registration first, because no
 * entry of the catalog may lead to nothing. When the catalog does not answer,
 * both stay.
 */
export async function undoPublication(
  name: string,
  { repositories, registration }: PublicationParts,
): Promise<void> {
  await registration.remove(name);
  await repositories.remove(name);
}
