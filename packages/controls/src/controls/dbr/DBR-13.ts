import { defineControl } from '../../control/control';
import { foundAt } from '../../facts/database/access';

export default defineControl({
  id: 'DBR-13',
  title: 'Migrations need no more than the rights of the owner',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A migration that only an administrator can run makes somebody give the owner, or the migration job, the rights of one.',
  remediation:
    'Move what needs an administrator to the roles file or to the manifest of the cluster.',
  needs: ['database'],
  evaluate: ({ database: { problems, present } }) =>
    present
      ? problems
          .filter(({ kind }) => kind === 'needs-administrator')
          .map(({ message, at }) =>
            foundAt(
              at,
              message,
              `Only an administrator may do this: ${message}.`,
            ),
          )
      : { notApplicable: 'The tree has no SQL.' },
});
