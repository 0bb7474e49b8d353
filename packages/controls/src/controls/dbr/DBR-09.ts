import { defineControl } from '../../control/control';
import { foundAt } from '../../facts/database/access';

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
  evaluate: ({ database: { passwords, present } }) =>
    present
      ? passwords.map(({ file, line, role }) =>
          foundAt({ file, line }, role, `A password is given to ${role}.`),
        )
      : { notApplicable: 'The tree has no SQL.' },
});
