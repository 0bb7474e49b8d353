import { defineControl } from '../../control/control';
import {
  foundAt,
  inEachState,
  isReachable,
  isTable,
  rightsOn,
} from '../../facts/database/access';

export default defineControl({
  id: 'TEN-22',
  title: 'Partitions and children are reached by their parent alone',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V8.4.1'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Policies of a parent hold only for statements that name the parent: whoever may use a partition directly is held by the policies of the partition, of which there are none.',
  remediation:
    'Grant nothing on partitions and children, or give each of them row-level security and the same policies.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations }) =>
      relations
        .filter(
          child =>
            isTable(child) &&
            child.parents.length > 0 &&
            isReachable(child, database.model) &&
            !(child.rowSecurity && child.policies.length > 0),
        )
        .map(child =>
          foundAt(
            rightsOn(child)[0]?.at ?? child.at,
            child.label,
            `${[...new Set(rightsOn(child).map(({ grantee }) => grantee))].join(
              ', ',
            )} may use ${child.label} past the policies of ${child.parents.join(
              ', ',
            )}.`,
          ),
        ),
    ),
});
