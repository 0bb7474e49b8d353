import { defineControl } from '../../control/control';
import {
  type DefinitionProblem,
  definitionFindings,
} from './definition-findings';

/** What bounds one run, by the names that it goes by. */
const LIMITS: readonly {
  readonly names: RegExp;
  readonly what: string;
  readonly most: number;
}[] = [
  {
    names: /^max(steps|turns|iterations|(tool)?calls)$/,
    what: 'steps',
    most: 1_000,
  },
  { names: /tokens/, what: 'tokens', most: 10_000_000 },
  {
    names: /timeout|deadline|duration|walltime/,
    what: 'time',
    most: 86_400_000,
  },
];

export default defineControl({
  id: 'AGT-05',
  title: 'Every run of an agent has an end: in steps, tokens and time',
  layer: 'agent',
  severity: 'medium',
  source: { sections: ['§7.2'], standards: ['OWASP Agentic T4'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An agent in a loop spends a month’s budget in a night, and holds the limits that others need.',
  remediation: 'Give budgets: max_calls, max_tokens and max_wall_time.',
  needs: ['metadata'],
  evaluate: ({ tree }) =>
    definitionFindings(tree, ({ limits }) =>
      LIMITS.flatMap(({ names, what, most }): DefinitionProblem[] => {
        const figures = [...limits].filter(([name]) => names.test(name));
        return figures.some(([, figure]) => figure > 0 && figure <= most)
          ? []
          : [{ says: `has no limit of ${what}`, about: `limit ${what}` }];
      }),
    ),
});
