import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

const ATTRIBUTES = [
  ['superuser', 'SUPERUSER'],
  ['bypassesRowSecurity', 'BYPASSRLS'],
  ['createsDatabases', 'CREATEDB'],
  ['createsRoles', 'CREATEROLE'],
  ['replicates', 'REPLICATION'],
] as const;

export default defineControl({
  id: 'DBR-01',
  title: 'No role of the service stands above row-level security',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§4.1', '§5.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A superuser, a role with BYPASSRLS or one that replicates sees the rows of every tenant whatever the policies say; one that creates roles can make itself such a role.',
  remediation:
    'NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION, for the owner too.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ roles }) =>
      roles.flatMap(role => {
        const attributes = ATTRIBUTES.filter(([name]) => role[name]).map(
          ([, word]) => word,
        );
        return attributes.length === 0
          ? []
          : [
              foundAt(
                role.at,
                role.name,
                `The role ${role.name} is ${attributes.join(', ')}.`,
              ),
            ];
      }),
    ),
});
