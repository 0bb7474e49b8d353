import type { HttpAuthService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import express, { type Request } from 'express';
import Router from 'express-promise-router';
import type { LocalRepositories } from '../repositories/local-repositories';
import { checkRepositoryName } from '../repositories/repository-name';

/** A larger file is named but not shown: nobody reads it in a browser. */
const maxShownBytes = 1024 * 1024;

/**
 * Shows local repositories to people, read-only. Whoever may see a component in
 * the catalog may see its source; to everybody else it does not exist.
 *
 * Answers are JSON, never the file's own media type, so that nothing in a file
 * can run in the portal's origin.
 */
export function createSourceRouter(options: {
  readonly repositories: LocalRepositories;
  readonly catalog: CatalogService;
  readonly httpAuth: HttpAuthService;
}): express.Router {
  const { repositories, catalog, httpAuth } = options;
  const router = Router();

  async function visibleRepository(request: Request): Promise<string> {
    const credentials = await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    });
    const name = checkRepositoryName(request.params.name ?? '');
    const component = await catalog.getEntityByRef(
      { kind: 'component', namespace: 'default', name },
      { credentials },
    );
    if (!component || !repositories.exists(name)) {
      throw new NotFoundError(`There is no local repository ${name}.`);
    }
    return name;
  }

  router.get('/:name/files', async (request, response) => {
    const name = await visibleRepository(request);
    const commit = await repositories.head(name);
    const files = await repositories.list(name, commit, '');
    response.json({ name, commit, files: files.map(file => file.path) });
  });

  router.get('/:name/file', async (request, response) => {
    const name = await visibleRepository(request);
    const { path } = request.query;
    if (typeof path !== 'string' || path === '') {
      throw new InputError('Name the file: ?path=README.md');
    }
    const commit = await repositories.head(name);
    const content = await repositories.read(name, commit, path);
    response.json({
      name,
      commit,
      path,
      size: content.length,
      text: shownText(content),
    });
  });

  return router;
}

/** The content as text, or null when it is binary or too large to show. */
function shownText(content: Buffer): string | null {
  if (content.length > maxShownBytes || content.includes(0)) return null;
  return content.toString('utf8');
}
