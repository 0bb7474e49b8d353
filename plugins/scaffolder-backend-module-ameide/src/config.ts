import path from 'node:path';
import type { Config } from '@backstage/config';
import { z } from 'zod';

const schema = z.strictObject({
  repositories: z.strictObject({ directory: z.string().min(1) }),
  releases: z.strictObject({ directory: z.string().min(1) }),
});

/** What this module takes from the configuration. */
export interface AmeideConfig {
  /** Absolute path of the folder of local repositories. */
  readonly repositoriesDirectory: string;
  /** Absolute path of the folder of template releases. */
  readonly releasesDirectory: string;
}

/**
 * Reads everything below `ameide`. Relative folders are below the working
 * directory of the backend, as with Backstage's own settings.
 *
 * @throws Error that names every key that is missing, wrong or unknown.
 */
export function readAmeideConfig(config: Config): AmeideConfig {
  const result = schema.safeParse(config.getOptional('ameide') ?? {});
  if (!result.success) {
    const problems = result.error.issues.map(
      issue => `- ameide.${issue.path.join('.')}: ${issue.message}`,
    );
    throw new Error(`The configuration is not valid:\n${problems.join('\n')}`);
  }
  return {
    repositoriesDirectory: path.resolve(result.data.repositories.directory),
    releasesDirectory: path.resolve(result.data.releases.directory),
  };
}
