import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isTable,
  rightsOn,
} from '../../facts/database/access';

const BEYOND_ROWS = new Set(['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN']);

export default defineControl({
  id: 'DBR-04',
  title:
    'Nobody but the owner may empty, reference, hook into or maintain a table',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'TRUNCATE knows no row-level security and removes the rows of every tenant; REFERENCES and TRIGGER let a role find out about them or act on them.',
  remediation: 'Grant SELECT, INSERT, UPDATE and DELETE by name, never ALL.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations }) =>
      relations.filter(isTable).flatMap(table =>
        rightsOn(table)
          .filter(
            ({ grantee, privilege }) =>
              grantee !== database.model.owner && BEYOND_ROWS.has(privilege),
          )
          .map(({ grantee, privilege, at }) =>
            foundAt(
              at ?? table.at,
              `${table.label} ${grantee} ${privilege}`,
              `${grantee} may ${privilege} on ${table.label}.`,
            ),
          ),
      ),
    ),
});
