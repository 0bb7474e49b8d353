import { defineControl } from '../../control/control';
import { foundAt, inEachState, rightsOn } from '../../facts/database/access';
import type { Finding } from '../../control/control';
import type { Grant, Place } from '../../facts/database/database';

function toEverybody(
  object: string,
  grants: readonly Grant[],
  otherwise: Place | undefined,
): readonly Finding[] {
  return grants
    .filter(({ grantee }) => grantee === 'PUBLIC')
    .map(({ privilege, at }) =>
      foundAt(
        at ?? otherwise,
        `${object} ${privilege}`,
        `Everybody may ${privilege} on ${object}.`,
      ),
    );
}

export default defineControl({
  id: 'DBR-05',
  title: 'Nothing is granted to everybody',
  layer: 'platform',
  severity: 'high',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'PUBLIC is every role of the database server, those of other services and those that come later included.',
  remediation: 'Name the roles; REVOKE … FROM PUBLIC.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations, schemas, routines }) => [
      ...relations.flatMap(relation =>
        toEverybody(relation.label, rightsOn(relation), relation.at),
      ),
      ...schemas
        // What every new database has; rights to create are told by DBR-06.
        .filter(({ name }) => name !== 'public')
        .flatMap(({ name, grants, at }) =>
          toEverybody(
            `the schema ${name}`,
            grants.filter(({ privilege }) => privilege !== 'CREATE'),
            at,
          ),
        ),
      ...routines.flatMap(({ label, arguments: args, grants, at }) =>
        toEverybody(`${label}(${args})`, grants, at),
      ),
    ]),
});
