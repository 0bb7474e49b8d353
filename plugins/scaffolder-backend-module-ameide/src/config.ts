import { createRequire } from 'node:module';
import path from 'node:path';
import type { Config } from '@backstage/config';
import { z } from 'zod';

const schema = z.strictObject({
  repositories: z.strictObject({ directory: z.string().min(1) }),
  releases: z.strictObject({ directory: z.string().min(1) }),
  controls: z
    .strictObject({ packages: z.array(z.string().min(1)).default([]) })
    .default({ packages: [] }),
});

/** What this module takes from the configuration. */
export interface AmeideConfig {
  /** Absolute path of the folder of local repositories. */
  readonly repositoriesDirectory: string;
  /** Absolute path of the folder of template releases. */
  readonly releasesDirectory: string;
  /** Absolute paths of modules that bring extra controls and severities. */
  readonly controlPackages: readonly string[];
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
    controlPackages: result.data.controls.packages.map(resolvePackage),
  };
}

/** Finds a package from the working directory of the backend. */
function resolvePackage(name: string): string {
  const { resolve } = createRequire(path.resolve('package.json'));
  try {
    return resolve(name);
  } catch {
    throw new Error(
      `ameide.controls.packages: the package ${name} cannot be found; install it where the backend runs.`,
    );
  }
}
