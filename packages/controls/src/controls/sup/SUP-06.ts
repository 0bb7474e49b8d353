import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { defineControl } from '../../control/control';
import { scaffoldRecord } from './scaffold-record';

const SDK = '@ameideio/ameide-sdk-ts';

export default defineControl({
  id: 'SUP-06',
  title:
    'Every vendored package is the one that the lockfile and the record of the template name',
  layer: 'platform',
  severity: 'critical',
  source: {
    sections: ['§2.6', '§3.1'],
    standards: ['OWASP CICD-SEC-9', 'SLSA 1.0 Build L1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'The vendored SDK holds the whole chain that protects a service; whoever exchanges the tarball exchanges authentication and tenancy.',
  remediation:
    'Take the tarball of the release from the template again; an upgrade brings a new one together with its digest.',
  needs: ['supply'],
  evaluate: ({ tree, supply }) => {
    const record = scaffoldRecord(tree);
    const integrityOf = (content: Uint8Array) =>
      `sha512-${createHash('sha512').update(content).digest('base64')}`;
    const vendored = supply.lockfiles.flatMap(lockfile =>
      [...lockfile.packages.values()].flatMap(one => {
        const local = /^file:(.*\.t(?:ar\.)?gz)$/.exec(one.resolved ?? '')?.[1];
        return local === undefined
          ? []
          : [{ lockfile, one, target: posix.join(lockfile.folder, local) }];
      }),
    );
    const declared = supply.packages.flatMap(({ file, folder, dependencies }) =>
      dependencies.flatMap(({ name, wanted, line }) => {
        const local = /^file:(.*\.t(?:ar\.)?gz)$/.exec(wanted)?.[1];
        return local === undefined
          ? []
          : [{ file, name, line, target: posix.join(folder, local) }];
      }),
    );
    if (vendored.length + declared.length === 0) {
      return { notApplicable: 'No package is vendored.' };
    }
    const ofLockfiles = vendored.flatMap(({ lockfile, one, target }) => {
      const content = tree.files.get(target);
      if (content !== undefined && integrityOf(content) === one.integrity) {
        return [];
      }
      return [
        {
          message:
            content === undefined
              ? `${target}, which ${one.path} is installed from, is not there.`
              : `${target} is not the package whose integrity ${lockfile.file} has.`,
          file: lockfile.file,
          line: one.line,
          subject: `vendored ${one.path}`,
        },
      ];
    });
    const ofDeclarations = declared.flatMap(({ file, name, line, target }) =>
      vendored.some(one => one.target === target)
        ? []
        : [
            {
              message: `${name} is taken from ${target}, and no lockfile has its integrity.`,
              file,
              line,
              subject: `declared ${name}`,
            },
          ],
    );
    if (record === undefined || 'unreadable' in record) {
      return [...ofLockfiles, ...ofDeclarations];
    }
    const ofRecord = declared
      .filter(({ name }) => name === SDK)
      .flatMap(({ target, file, line }) => {
        const content = tree.files.get(target);
        return content === undefined ||
          integrityOf(content) === record.sdk.integrity
          ? []
          : [
              {
                message: `${target} is not the SDK ${record.sdk.version} of the template's release.`,
                file,
                line,
                subject: `recorded ${target}`,
              },
            ];
      });
    return [...ofLockfiles, ...ofDeclarations, ...ofRecord];
  },
});
