import { defineControl, type Finding } from '../../control/control';
import { DESCRIPTION_FILE } from '../../facts/metadata/gather-metadata';
import type { ServiceDescription } from '../../facts/metadata/service-description';
import type { SourceTree } from '../../source/source-tree';

/** Names of the files that a path must lead to. */
const ENDINGS = {
  'SQL file': /\.sql$/,
  contract: /\.proto$/,
  manifest: /\.(?:ya?ml|json)$/,
} as const;

/** A path that is described, and what must be there. */
interface DescribedPath {
  /** As `database.migrations`. */
  readonly key: string;
  readonly path: string;
  readonly holds: keyof typeof ENDINGS;
}

export default defineControl({
  id: 'SVC-04',
  title: 'Every path that the service describes leads to what it says',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§2.6'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Tools that follow the description to nothing see no migrations, no contract or no manifests, and take that for a service without any.',
  remediation: `Write in ${DESCRIPTION_FILE} where the files are, or put them there.`,
  needs: ['metadata'],
  evaluate: ({ metadata: { description, descriptionLines }, tree }) => {
    if (description === undefined) {
      return { notApplicable: 'The service describes no paths.' };
    }
    return describedPaths(description)
      .filter(described => !isThere(tree, described))
      .map(({ key, path, holds }): Finding => {
        const line = descriptionLines.get(key);
        return {
          file: DESCRIPTION_FILE,
          message: `${key} is ${path}, where there is no ${holds}.`,
          subject: key,
          ...(line === undefined ? {} : { line }),
        };
      });
  },
});

function describedPaths({
  contracts,
  database,
  deployment,
}: ServiceDescription): DescribedPath[] {
  return [
    ...(contracts === undefined
      ? []
      : [
          {
            key: 'contracts.root',
            path: contracts.root,
            holds: 'contract' as const,
          },
        ]),
    ...(database === undefined
      ? []
      : (['roles', 'migrations'] as const).map(key => ({
          key: `database.${key}`,
          path: database[key],
          holds: 'SQL file' as const,
        }))),
    ...(deployment === undefined
      ? []
      : [
          ['base', deployment.base] as const,
          ...Object.entries(deployment.overlays).map(
            ([name, path]) => [`overlays.${name}`, path] as const,
          ),
        ].map(([key, path]) => ({
          key: `deployment.${key}`,
          path,
          holds: 'manifest' as const,
        }))),
  ];
}

/** Whether the path is such a file, or a folder that has one. */
function isThere(tree: SourceTree, { path, holds }: DescribedPath): boolean {
  const folder = `${path.replace(/\/+$/, '')}/`;
  for (const file of tree.files.keys()) {
    if ((file === path || file.startsWith(folder)) && ENDINGS[holds].test(file))
      return true;
  }
  return false;
}
