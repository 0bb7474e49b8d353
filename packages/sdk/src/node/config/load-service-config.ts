import { readFileSync } from 'node:fs';

import { type ServiceConfig, serviceConfigSchema } from './service-config.js';

/** Name of the variable that names the configuration file. */
export const CONFIG_VARIABLE = 'AMEIDE_CONFIG_FILE';

/**
 * Checks a configuration and fills in the defaults.
 *
 * @throws Error that lists every problem with its path.
 */
export function parseServiceConfig(value: unknown): ServiceConfig {
  const result = serviceConfigSchema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const problems = result.error.issues.map(
    issue => `- ${issue.path.join('.') || '(the whole)'}: ${issue.message}`,
  );
  throw new Error(`The configuration is not valid:\n${problems.join('\n')}`);
}

/**
 * Reads the JSON file that `AMEIDE_CONFIG_FILE` names. Secrets are not in it:
 * it names the files that they are mounted as.
 *
 * @throws Error that names the variable, the file or every wrong path in it.
 */
export function loadServiceConfig(env: NodeJS.ProcessEnv): ServiceConfig {
  const path = env[CONFIG_VARIABLE];
  if (!path) {
    throw new Error(
      `${CONFIG_VARIABLE} is not set. It names the JSON file with the service's configuration.`,
    );
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`${CONFIG_VARIABLE}: ${path} cannot be read.`, {
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(
      `${path} is not JSON: ${
        error instanceof Error ? error.message : String(error)
      }`,
      { cause: error },
    );
  }
  return parseServiceConfig(value);
}
