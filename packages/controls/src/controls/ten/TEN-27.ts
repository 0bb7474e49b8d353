import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isAuditTrail,
  isTable,
  rightsOn,
} from '../../facts/database/access';
export default defineControl({
  id: 'TEN-27',
  title: 'The audit trail only grows',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.4', '§9'], standards: ['OWASP ASVS 5.0 V16.4.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever can change or remove what was recorded can hide what was done.',
  remediation:
    'Grant INSERT alone on the audit table; retention is the work of the owner.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations }) =>
      relations
        .filter(relation => isTable(relation) && isAuditTrail(relation))
        .flatMap(trail => {
          const seen = new Set<string>();
          return rightsOn(trail)
            .filter(({ grantee, privilege }) => {
              const key = `${grantee} ${privilege}`;
              if (seen.has(key)) return false;
              seen.add(key);
              return (
                grantee !== database.model.owner &&
                ['UPDATE', 'DELETE', 'TRUNCATE'].includes(privilege)
              );
            })
            .map(({ grantee, privilege, at }) =>
              foundAt(
                at ?? trail.at,
                `${trail.label} ${grantee} ${privilege}`,
                `${grantee} may ${privilege} on the audit trail ${trail.label}.`,
              ),
            );
        }),
    ),
});
