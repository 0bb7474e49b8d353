import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-23',
  title: 'Nobody gets rights on tables and functions that come later',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§4.1', '§5.2'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A default right opens the table of the next migration from its first moment, before anybody has thought of its policies.',
  remediation:
    'Grant rights in the migration that makes the table and its policies; take the default away.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ defaultPrivileges }) =>
      defaultPrivileges.flatMap(({ objects, schema, grants }) =>
        grants
          .filter(
            ({ grantee, privilege }) =>
              grantee !== database.model.owner &&
              // Types open nothing.
              objects !== 'types' &&
              !(objects === 'functions' && grantee !== 'PUBLIC') &&
              !(objects === 'sequences' && privilege === 'USAGE'),
          )
          .map(({ grantee, privilege, at }) =>
            foundAt(
              at,
              `${objects} ${schema ?? ''} ${grantee} ${privilege}`,
              `${grantee} gets ${privilege} on all later ${objects}${
                schema === undefined ? '' : ` of ${schema}`
              }.`,
            ),
          ),
      ),
    ),
});
