import { defineControl } from '../../control/control';

/** Whether a digest is one that nobody can make a second content for. */
function isStrong(integrity: string): boolean {
  return integrity
    .split(/\s+/)
    .every(one => /^sha(?:512|384|256)-[A-Za-z0-9+/]{43,88}={0,2}$/.test(one));
}

export default defineControl({
  id: 'SUP-02',
  title: 'Every locked package has a strong digest of its content',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1'],
    standards: ['OWASP CICD-SEC-9', 'SLSA 1.0 Build L1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What has no digest, or a SHA-1, can be replaced on its way or in the registry, and the build takes it.',
  remediation:
    'Delete the entry and run npm install, so that npm writes a sha512 integrity.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    if (supply.lockfiles.length === 0) {
      return { notApplicable: 'There is no lockfile of npm.' };
    }
    return supply.lockfiles.flatMap(({ file, packages }) =>
      [...packages.values()].flatMap(one => {
        const isInstalled = /(?:^|\/)node_modules\//.test(one.path);
        if (!isInstalled || one.isLink) return [];
        if (one.integrity !== undefined && isStrong(one.integrity)) return [];
        return [
          {
            message: `${one.path} has ${
              one.integrity === undefined ? 'no integrity' : 'a weak integrity'
            }.`,
            file,
            line: one.line,
            subject: one.path,
          },
        ];
      }),
    );
  },
});
