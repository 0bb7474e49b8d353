import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'DBR-09',
  title: 'No password of a role is in the SQL',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§5.2'], standards: ['OWASP ASVS 5.0 V13.3.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A password in a file is known to everybody who can read the repository, and stays in its history.',
  remediation:
    'Create roles without a password: CloudNativePG sets the one from the secret.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ roles }) => {
      const written = new Map(
        database.passwords.map(({ role, ...place }) => [role, place]),
      );
      // A block can put a password together that no statement shows.
      const built = roles.filter(
        ({ name, hasPassword }) => hasPassword && !written.has(name),
      );
      return [
        ...[...written].map(([role, at]) => ({ role, at })),
        ...built.map(({ name, at }) => ({ role: name, at })),
      ].map(({ role, at }) =>
        foundAt(at, role, `A password is given to ${role}.`),
      );
    }),
});
