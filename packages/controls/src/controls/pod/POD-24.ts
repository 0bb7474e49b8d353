import { defineControl } from '../../control/control';
import { findingsOf } from '../../facts/manifests/manifest-findings';

export default defineControl({
  id: 'POD-24',
  title: 'Every manifest can be read, and is valid by the schema of its kind',
  layer: 'infra',
  severity: 'high',
  source: { sections: ['§7.3', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A misspelt field is dropped without a word: the setting that it stood for does not hold, though everybody reads that it does.',
  remediation:
    'Write the fields as the reference of the kind names them, each once.',
  needs: ['manifests', 'manifestSchemas'],
  evaluate: ({ manifests, manifestSchemas }) =>
    findingsOf([
      ...manifests.unreadable.map(
        ({ place, message }) =>
          [
            undefined,
            {
              place,
              subject: 'unreadable',
              message: `${place.file} ${message}`,
            },
          ] as const,
      ),
      ...manifestSchemas.map(
        ({ object, path, message, place }) =>
          [
            undefined,
            {
              place,
              subject: `${object} ${path} ${message}`,
              message: `${object}: ${path === '' ? 'it' : path} ${message}`,
            },
          ] as const,
      ),
    ]),
});
