import { z } from 'zod';
import type { TemplateRelease } from '../release/release';
import { npmIntegrity, treeDigest } from '../tree/digests';
import type { FileEntry } from './read-folder';

/*
 * A release archive:
 *   manifest.json        template, version, SDK's name and version
 *   skeleton/…           as in the repository
 *   partials/…
 *   sdk/package.tgz      the npm package
 *   sdk/descriptor.binpb descriptors of what a contract can import
 *   generator/index.cjs  the generator that renders it, for upgrades years later
 *   input.schema.json    JSON Schema of the input
 */

const manifestSchema = z.strictObject({
  schemaVersion: z.literal(1),
  template: z.string(),
  version: z.string(),
  sdk: z.strictObject({ name: z.string(), version: z.string() }),
});

/** What `manifest.json` of a release says. */
export type ReleaseManifest = z.output<typeof manifestSchema>;

/** The digest of a release is over all of its files. */
export function releaseDigest(entries: readonly FileEntry[]): string {
  return treeDigest(entries.map(entry => [entry.path, entry] as const));
}

/**
 * The release in the files of its archive.
 *
 * @throws Error when a file is missing.
 */
export function releaseOf(entries: readonly FileEntry[]): TemplateRelease {
  const content = (path: string): Uint8Array => {
    const entry = entries.find(candidate => candidate.path === path);
    if (entry === undefined) throw new Error(`the release has no ${path}`);
    return entry.content;
  };
  const manifest = manifestSchema.parse(
    JSON.parse(Buffer.from(content('manifest.json')).toString('utf8')),
  );
  const tarball = content('sdk/package.tgz');
  const below = (folder: string) =>
    entries
      .filter(entry => entry.path.startsWith(folder))
      .map(entry => ({ ...entry, path: entry.path.slice(folder.length) }));
  return {
    template: manifest.template,
    version: manifest.version,
    digest: releaseDigest(entries),
    skeleton: below('skeleton/'),
    partials: new Map(
      below('partials/').map(entry => [
        entry.path.replace(/\.hbs$/, ''),
        Buffer.from(entry.content).toString('utf8'),
      ]),
    ),
    sdk: {
      ...manifest.sdk,
      tarball,
      integrity: npmIntegrity(tarball),
      descriptors: content('sdk/descriptor.binpb'),
    },
  };
}
