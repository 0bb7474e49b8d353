import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  discoverCases,
  renderCase,
  runCommand,
} from '@ameide/template-harness';
import type { ServiceDefinition } from '@ameideio/ameide-sdk-ts/node';
import type { StartService } from '@ameideio/ameide-sdk-ts/testing';

/** The testing entry of the SDK, as the generated service has it. */
export type SdkTesting = typeof import('@ameideio/ameide-sdk-ts/testing');

/** The generated orders service, installed and built, with the bare server beside it. */
export interface OrdersService {
  readonly folder: string;
  readonly definition: ServiceDefinition;
  readonly start: StartService;
  readonly sdk: SdkTesting;
}

const TEMPLATE = 'domain-controller';
const CASE = 'orders';

/**
 * Renders the case `orders` with the current release, installs and builds it as
 * a stranger would, together with the sources of `bench/in-service`.
 *
 * @throws Error with the output of the command that failed.
 */
export async function buildOrdersService(
  repositoryRoot: string,
): Promise<OrdersService> {
  const folder = path.join(repositoryRoot, '.ameide', 'bench', CASE);
  const one = discoverCases(repositoryRoot).find(
    ({ template, name }) => template === TEMPLATE && name === CASE,
  );
  if (one === undefined) throw new Error(`There is no case ${CASE}.`);
  await renderCase({ one, repositoryRoot, folder });
  for (const file of readdirSync(
    path.join(repositoryRoot, 'bench/in-service'),
  )) {
    cpSync(
      path.join(repositoryRoot, 'bench/in-service', file),
      path.join(folder, 'local', file),
    );
  }
  const benchManifest = JSON.parse(
    readFileSync(path.join(repositoryRoot, 'bench/package.json'), 'utf8'),
  ) as { devDependencies: Record<string, string> };
  const driverTypes = `@types/pg@${benchManifest.devDependencies['@types/pg']}`;
  for (const args of [
    ['ci', '--no-audit', '--no-fund'],
    ['install', '--no-save', '--no-audit', '--no-fund', driverTypes],
    ['run', 'build'],
  ]) {
    const { code, output } = await runCommand('npm', args, {
      cwd: folder,
      timeoutSeconds: 300,
    });
    if (code !== 0) throw new Error(`npm ${args.join(' ')}:\n${output}`);
  }
  const service = (await load(folder, 'dist/src/service.js')) as Pick<
    OrdersService,
    'definition' | 'start'
  >;
  const sdk = (await load(
    folder,
    'node_modules/@ameideio/ameide-sdk-ts/dist/testing/index.js',
  )) as SdkTesting;
  return { folder, definition: service.definition, start: service.start, sdk };
}

/** A module of the generated service; its types are those of what it was made from. */
export async function load(folder: string, file: string): Promise<unknown> {
  const target = path.join(folder, file);
  if (!existsSync(target)) throw new Error(`${target} is missing`);
  return await import(pathToFileURL(target).href);
}
