import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  rightsOn,
  tenantTables,
} from '../../facts/database/access';
import type { Grant, Relation } from '../../facts/database/database';

/** Rights that no permissive policy is for, on a table that has policies. */
function uncovered(table: Relation): readonly Grant[] {
  if (!table.rowSecurity) return [];
  const seen = new Set<string>();
  return rightsOn(table).filter(({ grantee, privilege }) => {
    const key = `${grantee} ${privilege}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const command = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'].find(
      name => name === privilege,
    );
    return (
      command !== undefined &&
      !table.policies.some(
        ({ permissive, commands, roles }) =>
          permissive &&
          commands.some(name => name === command) &&
          (roles.includes(grantee) || roles.includes('PUBLIC')),
      )
    );
  });
}

export default defineControl({
  id: 'TEN-08',
  title:
    'Policies cover every command that a role may use, and say what may be written',
  layer: 'domain',
  severity: 'medium',
  source: { sections: ['§2.1', '§4.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A policy for reading alone leaves writing to the next one that somebody adds, and a missing WITH CHECK hides from a reader what may be written.',
  remediation:
    'Write one policy FOR ALL with both USING and WITH CHECK for each role that writes.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      tenantTables(state, database).flatMap(table => [
        ...table.policies
          .filter(
            ({ commands, check }) =>
              check === undefined &&
              commands.some(
                command => command !== 'SELECT' && command !== 'DELETE',
              ),
          )
          .map(policy =>
            foundAt(
              policy.at,
              `${table.label} ${policy.name}`,
              `Policy ${policy.name} of ${table.label} does not say what may be written: it has no WITH CHECK.`,
            ),
          ),
        ...uncovered(table).map(({ grantee, privilege, at }) =>
          foundAt(
            at ?? table.at,
            `${table.label} ${grantee} ${privilege}`,
            `${grantee} may ${privilege} on ${table.label}, and no policy is for that.`,
          ),
        ),
      ]),
    ),
});
