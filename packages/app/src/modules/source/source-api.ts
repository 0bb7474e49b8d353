import {
  createApiRef,
  type DiscoveryApi,
  type FetchApi,
} from '@backstage/core-plugin-api';
import { ResponseError } from '@backstage/errors';

/** Names of all files of a repository, at one commit. */
export interface SourceListing {
  readonly name: string;
  readonly commit: string;
  readonly files: readonly string[];
}

/** One file; `text` is null when it is binary or too large to show. */
export interface SourceFile {
  readonly name: string;
  readonly commit: string;
  readonly path: string;
  readonly size: number;
  readonly text: string | null;
}

/** Reads local repositories from the backend. */
export interface SourceApi {
  list(name: string): Promise<SourceListing>;
  read(name: string, path: string): Promise<SourceFile>;
}

export const sourceApiRef = createApiRef<SourceApi>({
  id: 'plugin.ameide-source.api',
});

/** {@link SourceApi} over HTTP, as the signed-in person. */
export class SourceClient implements SourceApi {
  readonly #discovery: DiscoveryApi;
  readonly #fetch: FetchApi;

  constructor(options: {
    readonly discoveryApi: DiscoveryApi;
    readonly fetchApi: FetchApi;
  }) {
    this.#discovery = options.discoveryApi;
    this.#fetch = options.fetchApi;
  }

  list(name: string): Promise<SourceListing> {
    return this.#get(`${encodeURIComponent(name)}/files`);
  }

  read(name: string, path: string): Promise<SourceFile> {
    const query = new URLSearchParams({ path });
    return this.#get(`${encodeURIComponent(name)}/file?${query}`);
  }

  async #get<T>(path: string): Promise<T> {
    const base = await this.#discovery.getBaseUrl('ameide-source');
    const response = await this.#fetch.fetch(`${base}/${path}`);
    if (!response.ok) throw await ResponseError.fromResponse(response);
    return response.json();
  }
}
