import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { MODEL_PACKAGES, names } from '../../facts/program/known-packages';
import { packageUses } from '../../facts/program/package-uses';

export default defineControl({
  id: 'DET-01',
  title: 'No client of a model is part of a deterministic controller',
  layer: 'domain',
  severity: 'critical',
  source: {
    sections: ['§2.2', '§7.2'],
    standards: [],
  },
  appliesTo: ['domain', 'process'],
  rationale:
    'What a model answers cannot be replayed or audited; a prompt that carries rows takes them out of the tenant past every log.',
  remediation:
    'Call an agent through the Agent domain by AmeideClient, and take the package out of package.json and the lockfile.',
  needs: ['program'],
  evaluate: ({ program }) => {
    const installed = program.dependencies.filter(
      ({ name, production }) => production && names(MODEL_PACKAGES, name),
    );
    const direct = new Set(
      installed.filter(one => one.direct).map(({ name }) => name),
    );
    return [
      ...codeFindings(
        program,
        packageUses(
          program,
          MODEL_PACKAGES,
          what => `${what} is a client of a model.`,
        ),
      ),
      ...installed
        // What package.json says need not be said again for the lockfile.
        .filter(one => one.direct || !direct.has(one.name))
        .map(({ name, file, line }) => ({
          file,
          line,
          message: `${name} is a client of a model, and is installed in production.`,
          subject: `dependency ${name}`,
        })),
    ];
  },
});
