import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

const GUARDS = new Set([
  'role',
  'row_security',
  'search_path',
  'session_replication_role',
  'session_preload_libraries',
  'local_preload_libraries',
  'statement_timeout',
  'check_function_bodies',
  'transform_null_equals',
]);

export default defineControl({
  id: 'DBR-08',
  title:
    'No default of a role or of the database sets a context or switches a guard off, and nobody may switch one',
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§4.1'], standards: ['OWASP ASVS 5.0 V13.2.2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A default tenant is the context of every call that forgets its own; a default role, search path or row_security changes what all statements mean.',
  remediation:
    'ALTER ROLE … RESET; set the context in the transaction of the call.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ sessionDefaults, extras }) => [
      ...sessionDefaults
        .filter(({ setting }) => setting.includes('.') || GUARDS.has(setting))
        .map(({ role, setting, at }) =>
          foundAt(
            at,
            `${role ?? 'database'} ${setting}`,
            `${setting} is preset for ${role ?? 'everybody'}.`,
          ),
        ),
      // A right on a parameter exists for those alone that PostgreSQL keeps to superusers.
      ...extras
        .filter(({ kind }) => kind === 'parameter right')
        .map(({ name, at }) =>
          foundAt(
            at,
            `parameter ${name}`,
            `A right on ${name}, which is a superuser's to set, is granted.`,
          ),
        ),
    ]),
});
