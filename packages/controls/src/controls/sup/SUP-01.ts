import { defineControl } from '../../control/control';

export default defineControl({
  id: 'SUP-01',
  title: 'Every package has a lockfile that says the same as its package.json',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§3.1'], standards: ['OWASP CICD-SEC-3'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without a lockfile, or beside one that has fallen behind, every build takes whatever was published last, and nobody has looked at it.',
  remediation:
    'Run npm install in the folder of the package.json and commit package-lock.json.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.packages.length === 0) {
      return { notApplicable: 'There is no package.json.' };
    }
    const workspaces = supply.packages.filter(one => one.isWorkspaceRoot);
    return supply.packages.flatMap(
      ({ file, folder, dependencies, isWorkspaceRoot }) => {
        const lockfile = supply.lockfiles.find(one => one.folder === folder);
        if (lockfile === undefined) {
          const isMember = workspaces.some(
            root =>
              root.folder !== folder &&
              (root.folder === '' || folder.startsWith(`${root.folder}/`)),
          );
          const hasOther = supply.otherLockfiles.some(
            other =>
              other.slice(0, Math.max(other.lastIndexOf('/'), 0)) === folder,
          );
          return dependencies.length === 0 || isMember || hasOther
            ? []
            : [
                {
                  message: `${file} has dependencies and no package-lock.json beside it.`,
                  file,
                  subject: 'lockfile',
                },
              ];
        }
        const root = lockfile.packages.get('');
        const wrong = dependencies.flatMap(({ name, wanted, line }) => {
          const locked = root?.dependencies.get(name);
          const installed = [...lockfile.packages.keys()].some(
            path => path === `node_modules/${name}`,
          );
          if (locked === wanted && installed) return [];
          return [
            {
              message:
                locked === wanted
                  ? `${lockfile.file} has no package ${name}.`
                  : `${file} asks for ${name} ${wanted}, ${lockfile.file} for ${
                      locked ?? 'none of it'
                    }.`,
              file,
              line,
              subject: `dependency ${name}`,
            },
          ];
        });
        const known = new Set(dependencies.map(({ name }) => name));
        const extra = isWorkspaceRoot
          ? []
          : [...(root?.dependencies.keys() ?? [])].filter(
              name => !known.has(name),
            );
        return [
          ...wrong,
          ...extra.map(name => ({
            message: `${lockfile.file} installs ${name}, which ${file} does not name.`,
            file: lockfile.file,
            line: lockfile.packages.get(`node_modules/${name}`)?.line ?? 1,
            subject: `extra ${name}`,
          })),
        ];
      },
    );
  },
});
