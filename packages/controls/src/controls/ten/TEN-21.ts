import { defineControl } from '../../control/control';
import { foundAt, inEachState } from '../../facts/database/access';

export default defineControl({
  id: 'TEN-21',
  title:
    'No rule rewrites statements, and no trigger or constraint is switched off',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§4.1', '§9'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A rewrite rule copies rows elsewhere or turns a statement into nothing, with the rights of the owner; an event trigger runs in every change of the schema; a disabled trigger no longer keeps its promise.',
  remediation:
    'Drop the rule and write a trigger function that runs as the caller; enable the trigger.',
  needs: ['database'],
  evaluate: ({ database }) =>
    inEachState(database, ({ relations, extras }) => [
      ...relations.flatMap(({ label, rules, triggers }) => [
        ...rules.map(({ name, at }) =>
          foundAt(
            at,
            `${label} ${name}`,
            `The rule ${name} rewrites statements on ${label}.`,
          ),
        ),
        ...triggers
          .filter(({ enabled }) => !enabled)
          .map(({ name, at }) =>
            foundAt(
              at,
              `${label} ${name}`,
              `The trigger ${name} of ${label} is switched off.`,
            ),
          ),
      ]),
      ...extras
        .filter(({ kind }) => kind === 'event trigger')
        .map(({ name, at }) =>
          foundAt(
            at,
            `event trigger ${name}`,
            `The event trigger ${name} runs in every change of the schema.`,
          ),
        ),
    ]),
});
