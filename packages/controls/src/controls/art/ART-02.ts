import { parseAllDocuments } from 'yaml';
import { defineControl, type Finding } from '../../control/control';
import { RECORD_FILE, scaffoldRecord } from '../sup/scaffold-record';

/** Names of templates with their version that a catalogue file says it was made from. */
function annotatedTemplates(text: string): string[] {
  return parseAllDocuments(text, { logLevel: 'silent' }).flatMap(document => {
    if (document.errors.length > 0) return [];
    const value: unknown = document.getIn([
      'metadata',
      'annotations',
      'ameide.io/template',
    ]);
    return typeof value === 'string' ? [value] : [];
  });
}

export default defineControl({
  id: 'ART-02',
  title:
    'A generated tree names the release that it was made from by its digest',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§2.4', '§8.1'], standards: ['SLSA 1.0 Build L1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without the digest nobody can render again what a service began as, and so nobody can tell what was changed in it.',
  remediation: `Keep ${RECORD_FILE} as the template wrote it; an upgrade writes a new one.`,
  needs: [],
  evaluate: ({ tree }) => {
    const record = scaffoldRecord(tree);
    const catalogue = tree.files.get('catalog-info.yaml');
    const annotated =
      catalogue === undefined || catalogue.length > 500_000
        ? []
        : annotatedTemplates(Buffer.from(catalogue).toString('utf8'));
    if (record === undefined) {
      return annotated.length === 0
        ? { notApplicable: 'No template has made this tree.' }
        : [
            {
              message: `The catalogue says ${annotated[0]}, and there is no ${RECORD_FILE}.`,
              file: 'catalog-info.yaml',
              subject: 'record',
            },
          ];
    }
    if ('unreadable' in record) {
      return [
        {
          message: `${RECORD_FILE} cannot be read: ${record.unreadable}.`,
          file: RECORD_FILE,
          subject: 'record',
        },
      ];
    }
    const findings: Finding[] = [];
    const add = (message: string, subject: string, file = RECORD_FILE) =>
      findings.push({ message, file, subject });
    const { template, sdk, files } = record;
    if (!/^sha256:[0-9a-f]{64}$/.test(template.digest)) {
      add('The release of the template is not named by its digest.', 'digest');
    }
    if (!/^\d+\.\d+\.\d+/.test(template.version)) {
      add('The release of the template has no version.', 'version');
    }
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(sdk.integrity)) {
      add('The SDK is not named by its integrity.', 'sdk');
    }
    const wrong = Object.entries(files).filter(
      ([, digest]) => !/^[0-9a-f]{64}$/.test(digest),
    );
    if (Object.keys(files).length === 0 || wrong.length > 0) {
      add('The files of the release have no digests.', 'files');
    }
    const expected = `${template.name}@${template.version}`;
    for (const one of annotated.filter(name => name !== expected)) {
      add(
        `The catalogue says ${one}, the record ${expected}.`,
        `template ${one}`,
        'catalog-info.yaml',
      );
    }
    return findings;
  },
});
