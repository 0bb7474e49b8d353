import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

const TRUSTED_NAMES = new Set([
  'current_setting',
  'set_config',
  'session_user',
  'current_user',
  'pg_has_role',
  'nullif',
  'texteq',
  'textne',
]);

export default defineControl({
  id: 'TEN-25',
  title:
    'Nothing of the service takes the place of what PostgreSQL itself decides by',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§4.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A LEAKPROOF function is run on rows before the policies have been asked; an operator, cast or function under the name of one of PostgreSQL answers in its place.',
  remediation:
    'Take LEAKPROOF off, and give functions and operators names and types of their own.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ routines, extras }) => [
      ...routines
        .filter(({ leakproof, name }) => leakproof || TRUSTED_NAMES.has(name))
        .map(({ label, arguments: args, leakproof, at }) =>
          foundAt(
            at,
            `${label}(${args})`,
            leakproof
              ? `${label}(${args}) may look at rows before the policies are asked: it is LEAKPROOF.`
              : `${label}(${args}) has the name of a function that policies rest on.`,
          ),
        ),
      ...extras
        .filter(
          ({ kind, name }) =>
            kind === 'system object' ||
            kind === 'cast' ||
            (kind === 'operator' && /\.(?:=|<>|~~|~|!~~)$/.test(name)),
        )
        .map(({ kind, name, at }) =>
          foundAt(
            at,
            `${kind} ${name}`,
            `The ${kind} ${name} takes the place of PostgreSQL's own.`,
          ),
        ),
    ]),
});
