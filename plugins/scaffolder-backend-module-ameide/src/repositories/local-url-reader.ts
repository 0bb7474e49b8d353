import { Readable } from 'node:stream';
import type {
  UrlReaderService,
  UrlReaderServiceReadTreeOptions,
  UrlReaderServiceReadTreeResponse,
  UrlReaderServiceReadUrlOptions,
  UrlReaderServiceReadUrlResponse,
  UrlReaderServiceSearchOptions,
  UrlReaderServiceSearchResponse,
} from '@backstage/backend-plugin-api';
import type { ReaderFactory } from '@backstage/backend-defaults/urlReader';
import { NotFoundError, NotModifiedError } from '@backstage/errors';
import { Minimatch } from 'minimatch';
import type { LocalRepositories } from './local-repositories';
import {
  parseRepositoryUrl,
  repositoryContentUrl,
  repositoryHost,
} from './repository-url';

type TreeResponseFactory = Parameters<ReaderFactory>[0]['treeResponseFactory'];

/**
 * Reads local repositories under the pseudo-host, so that catalog, compliance
 * and proposals treat them like any other source. The etag is the commit.
 */
export class LocalUrlReader implements UrlReaderService {
  readonly #repositories: LocalRepositories;
  readonly #trees: TreeResponseFactory;

  constructor(options: {
    readonly repositories: LocalRepositories;
    readonly treeResponseFactory: TreeResponseFactory;
  }) {
    this.#repositories = options.repositories;
    this.#trees = options.treeResponseFactory;
  }

  /** Handles the pseudo-host and nothing else. */
  static readonly handles = (url: URL): boolean => url.host === repositoryHost;

  async readUrl(
    url: string,
    options?: UrlReaderServiceReadUrlOptions,
  ): Promise<UrlReaderServiceReadUrlResponse> {
    const { name, path } = parseRepositoryUrl(url);
    const etag = await this.#commit(name, options?.etag);
    const content = await this.#repositories.read(name, etag, path);
    return {
      buffer: async () => content,
      stream: () => Readable.from([content]),
      etag,
    };
  }

  async readTree(
    url: string,
    options?: UrlReaderServiceReadTreeOptions,
  ): Promise<UrlReaderServiceReadTreeResponse> {
    const { name, path } = parseRepositoryUrl(url);
    const etag = await this.#commit(name, options?.etag);
    const listed = await this.#repositories.list(name, etag, path);
    const files = await Promise.all(
      listed.map(async file => ({
        path: path ? file.path.slice(path.length + 1) : file.path,
        content: await this.#repositories.read(name, etag, file.path),
      })),
    );
    const response = await this.#trees.fromReadableArray(
      files
        .filter(
          file =>
            options?.filter?.(file.path, { size: file.content.length }) ?? true,
        )
        .map(file => ({
          path: file.path,
          data: Readable.from([file.content]),
        })),
    );
    return {
      files: () => response.files(),
      archive: () => response.archive(),
      dir: dirOptions => response.dir(dirOptions),
      etag,
    };
  }

  async search(
    url: string,
    options?: UrlReaderServiceSearchOptions,
  ): Promise<UrlReaderServiceSearchResponse> {
    const { name, path: pattern } = parseRepositoryUrl(url);
    const etag = await this.#commit(name, options?.etag);
    const matcher = new Minimatch(pattern, { dot: true });
    const listed = await this.#repositories.list(name, etag, '');
    return {
      etag,
      files: listed
        .filter(file => matcher.match(file.path))
        .map(file => ({
          url: repositoryContentUrl(name, 'blob', file.path),
          content: () => this.#repositories.read(name, etag, file.path),
        })),
    };
  }

  async #commit(name: string, known: string | undefined): Promise<string> {
    if (!this.#repositories.exists(name)) {
      throw new NotFoundError(`There is no local repository ${name}.`);
    }
    const commit = await this.#repositories.head(name);
    if (known === commit) throw new NotModifiedError();
    return commit;
  }

  toString(): string {
    return `ameide{host=${repositoryHost}}`;
  }
}
