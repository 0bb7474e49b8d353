import type { AuthService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { ConflictError, InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { repositoryContentUrl } from '../repositories/repository-url';
import { appears } from './appears';

type Credentials = Parameters<CatalogService['addLocation']>[1]['credentials'];

/** File that the catalog reads in the root of a repository. */
export const catalogFile = 'catalog-info.yaml';

/** Address of the catalog's file in a repository. */
export function catalogInfoUrl(name: string): string {
  return repositoryContentUrl(name, 'blob', catalogFile);
}

/**
 * What the catalog knows of repositories. What is added is added in the name of
 * whoever started the run; what is looked up or taken back is so in the name of
 * the portal, because the other's token may have expired while a run was
 * interrupted.
 */
export class Registration {
  readonly #catalog: CatalogService;
  readonly #auth: AuthService;

  constructor(options: {
    readonly catalog: CatalogService;
    readonly auth: AuthService;
  }) {
    this.#catalog = options.catalog;
    this.#auth = options.auth;
  }

  /** @throws ConflictError when the address of a repository is registered. */
  async checkFree(name: string): Promise<void> {
    if (await this.#location(name)) {
      throw new ConflictError(
        `${catalogInfoUrl(
          name,
        )} is registered already. Choose another service id, or unregister it.`,
      );
    }
  }

  /**
   * Registers a repository. When it is registered already, because a run that
   * was interrupted has done so, the catalog reads it again.
   *
   * @returns reference of its component.
   * @throws ConflictError when the catalog has one of its entities from elsewhere.
   * @throws InputError when it describes no component.
   */
  async add(name: string, credentials: Credentials): Promise<string> {
    const target = catalogInfoUrl(name);
    const trial = await this.#catalog.addLocation(
      { type: 'url', target, dryRun: true },
      { credentials },
    );
    for (const entity of trial.entities) {
      const ref = stringifyEntityRef(entity);
      const known = await this.#catalog.getEntityByRef(ref, { credentials });
      const origin =
        known?.metadata.annotations?.['backstage.io/managed-by-location'];
      if (known && origin !== `url:${target}`) {
        throw new ConflictError(
          `The catalog has ${ref} already, from ${
            origin ?? 'elsewhere'
          }. Choose another service id.`,
        );
      }
    }
    const component = trial.entities.find(
      entity => entity.kind === 'Component',
    );
    if (!component) {
      throw new InputError(`${target} describes no component.`);
    }
    // A catalog that was killed while it read the location would come back to it
    // minutes later; when it is there already, it is read again at once.
    await this.#catalog.addLocation(
      { type: 'url', target, onConflict: 'refresh' },
      { credentials },
    );
    return stringifyEntityRef(component);
  }

  /**
   * Waits until the catalog shows an entity.
   *
   * @returns false when it does not in time, or the run was cancelled.
   */
  async shows(
    entityRef: string,
    credentials: Credentials,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    return appears({
      catalog: this.#catalog,
      entityRef,
      credentials,
      ...(signal ? { signal } : {}),
    });
  }

  /** Takes a repository out of the catalog, with all that came from it. */
  async remove(name: string): Promise<void> {
    const location = await this.#location(name);
    if (!location) return;
    await this.#catalog.removeLocationById(location.id, {
      credentials: await this.#auth.getOwnServiceCredentials(),
    });
  }

  async #location(name: string) {
    const { items } = await this.#catalog.queryLocations(
      { limit: 1, query: { type: 'url', target: catalogInfoUrl(name) } },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    return items[0];
  }
}
