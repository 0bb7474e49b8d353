import type { Finding } from '../../control/control';
import { defineControl } from '../../control/control';
import { DESCRIPTION_FILE } from '../../facts/metadata/gather-metadata';
import { codeFindings } from '../../facts/program/code-finding';
import { DATABASE_PACKAGES } from '../../facts/program/known-packages';
import { packageUses, runtimeFiles } from '../../facts/program/package-uses';
import { referencesOf } from '../../facts/program/references';

export default defineControl({
  id: 'AGT-06',
  title: 'An agent has no database',
  layer: 'agent',
  severity: 'critical',
  source: { sections: ['§2.2', '§7.1'], standards: ['OWASP Agentic T3'] },
  appliesTo: ['agent'],
  rationale:
    'Agents propose; what they persist by themselves has passed no deterministic controller, and what they can query, a prompt can.',
  remediation:
    'Read and propose by tools that call domains; take database, migrations and credentials out.',
  needs: ['program', 'metadata'],
  evaluate: ({ program, metadata: { description }, tree }) => {
    const found: Finding[] = [];
    if (description?.database !== undefined) {
      found.push({
        file: DESCRIPTION_FILE,
        line: 1,
        message: 'The agent declares a database.',
        subject: 'database',
      });
    }
    for (const file of tree.files.keys()) {
      if (/(^|\/)migrations\/[^/]+\.sql$/.test(file)) {
        found.push({
          file,
          line: 1,
          message: 'An agent has migrations of a database.',
          subject: 'migration',
        });
      }
    }
    return [
      ...found,
      ...codeFindings(program, [
        ...packageUses(
          program,
          DATABASE_PACKAGES,
          what => `${what} reaches a database from an agent.`,
        ),
        ...runtimeFiles(program).flatMap(file =>
          referencesOf(program, file, ['sql', 'migrate']).map(node => ({
            node,
            about: node.text,
            message: `${node.text} reaches a database from an agent.`,
          })),
        ),
      ]),
    ];
  },
});
