import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';
import { isTrustedExtension } from '../../facts/database/engine/extensions';

export default defineControl({
  id: 'DBR-12',
  title: 'The database reaches no file, no program and no other database',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§3.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A foreign server, an untrusted language, or a function that reads files turns an injected statement into a way out of the database, past every network policy of the service.',
  remediation: 'Drop it: services talk to each other through the gateway.',
  needs: ['database'],
  evaluate: ({ database }) => {
    const evaluation = inEachState(database, ({ extras }) =>
      extras
        .filter(
          ({ kind, name }) =>
            kind === 'foreign server' ||
            kind === 'language' ||
            kind === 'subscription' ||
            (kind === 'extension' && !isTrustedExtension(name)),
        )
        .map(({ kind, name, at }) =>
          foundAt(
            at,
            `${kind} ${name}`,
            `The ${kind} ${name} reaches out of the database.`,
          ),
        ),
    );
    return Array.isArray(evaluation)
      ? [
          ...evaluation,
          ...database.problems
            .filter(({ kind }) => kind === 'no-such-extension')
            .map(({ message, at }) =>
              foundAt(
                at,
                `extension ${message}`,
                `The extension ${message} is none that PostgreSQL trusts the owner of a database with.`,
              ),
            ),
          ...database.outside.map(({ what, file, line }) =>
            foundAt(
              { file, line },
              what,
              `${what} reaches out of the database.`,
            ),
          ),
        ]
      : evaluation;
  },
});
