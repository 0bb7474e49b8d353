import { posix } from 'node:path';
import { defineControl } from '../../control/control';
import type { Dependency, NpmSettings } from '../../facts/supply/supply';

/** The public registry under its names: whatever it serves is checked by the digest. */
const REGISTRIES = new Set([
  'https://registry.npmjs.org',
  'https://registry.yarnpkg.com',
]);

/** Registries that an .npmrc names for a scope of its own, by scope. */
function scopedRegistries(
  settings: readonly NpmSettings[],
): ReadonlyMap<string, string> {
  return new Map(
    settings.flatMap(({ settings: entries }) =>
      entries.flatMap(({ name, text }): [string, string][] => {
        const scope = /^(@[\w.-]{1,100}):registry$/.exec(name)?.[1];
        return scope !== undefined && text.startsWith('https://')
          ? [[scope, text.replace(/\/+$/, '')]]
          : [];
      }),
    ),
  );
}

/** Where a dependency comes from when it does not come from a registry; undefined when it does. */
function foreignOrigin(
  { name, wanted }: Dependency,
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
): string | undefined {
  const local = /^(?:file:|link:|portal:)(.*)$/.exec(wanted)?.[1];
  if (local !== undefined) {
    const target = posix.join(folder, local);
    const isThere =
      files.has(target) || files.has(posix.join(target, 'package.json'));
    return isThere && !target.startsWith('../')
      ? undefined
      : `${wanted}, which is not in the tree`;
  }
  if (
    /^(?:git[+:]|git@|ssh:|https?:|github:|gitlab:|bitbucket:|gist:)/i.test(
      wanted,
    )
  ) {
    return `${wanted.split(/[?#]/)[0]}`;
  }
  // An alias that does not say whose place it takes.
  const alias = /^npm:(?:@[^/@]{1,100}\/)?([^@]{1,200})/.exec(wanted)?.[1];
  if (alias !== undefined && !name.includes(alias)) return wanted;
  // `owner/name` is GitHub.
  return /^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(wanted) ? wanted : undefined;
}

export default defineControl({
  id: 'SUP-03',
  title: 'Packages come from the registry or from the tree itself',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1'],
    standards: ['OWASP ASVS 5.0 V15.2.4', 'OWASP CICD-SEC-3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A branch, a tarball at some address or an unknown registry is changed by people whom nobody has agreed to trust.',
  remediation:
    'Depend on a published version; vendor a tarball in the tree where there is none. A private registry is named in .npmrc for its own scope.',
  needs: ['supply'],
  evaluate: ({ tree, supply }) => {
    if (supply.packages.length + supply.lockfiles.length === 0) {
      return { notApplicable: 'There is no package.json.' };
    }
    const scoped = scopedRegistries(supply.npmSettings);
    const declared = supply.packages.flatMap(
      ({ file, folder, dependencies, overrides }) =>
        [...dependencies, ...overrides].flatMap(dependency => {
          const origin = foreignOrigin(dependency, folder, tree.files);
          return origin === undefined
            ? []
            : [
                {
                  message: `${dependency.name} comes from ${origin}.`,
                  file,
                  line: dependency.line,
                  subject: `dependency ${dependency.name} ${origin}`,
                },
              ];
        }),
    );
    const resolved = supply.lockfiles.flatMap(({ file, folder, packages }) =>
      [...packages.values()].flatMap(
        ({ path, line, resolved: from, isLink }) => {
          if (from === undefined || isLink) return [];
          const local = /^file:(.*)$/.exec(from)?.[1];
          const name = path.slice(path.lastIndexOf('node_modules/') + 13);
          const registry = scoped.get(name.split('/')[0] ?? '');
          const isFine =
            local === undefined
              ? [
                  ...REGISTRIES,
                  ...(registry === undefined ? [] : [registry]),
                ].some(allowed => from.startsWith(`${allowed}/`))
              : tree.files.has(posix.join(folder, local));
          return isFine
            ? []
            : [
                {
                  message: `${path} is taken from ${from.split(/[?#]/)[0]}.`,
                  file,
                  line,
                  subject: `resolved ${path}`,
                },
              ];
        },
      ),
    );
    return [...declared, ...resolved];
  },
});
