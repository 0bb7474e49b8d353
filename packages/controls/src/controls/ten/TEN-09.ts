import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-09',
  title: 'Every policy is for named roles that serve calls',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A policy for everybody also serves the roles that come later, and one for the owner undoes what FORCE is for.',
  remediation:
    'Name the role: CREATE POLICY … TO <service>_app. The owner needs none.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, state =>
      state.relations.flatMap(table =>
        table.policies.flatMap(policy =>
          policy.roles
            .filter(
              role =>
                policy.permissive &&
                (role === 'PUBLIC' || role === database.model.owner),
            )
            .map(role =>
              foundAt(
                policy.at,
                `${table.label} ${policy.name} ${role}`,
                role === 'PUBLIC'
                  ? `Policy ${policy.name} of ${table.label} is for every role that there is and will be.`
                  : `Policy ${policy.name} of ${table.label} lets the owner ${role} at the rows of tenants.`,
              ),
            ),
        ),
      ),
    ),
});
