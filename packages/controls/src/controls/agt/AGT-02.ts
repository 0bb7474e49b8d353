import { defineControl } from '../../control/control';
import { plainWord } from './agent-definitions';
import { ABOVE_LOW, DANGEROUS, ORDINARY, WITHIN } from './capabilities';
import {
  type DefinitionProblem,
  definitionFindings,
} from './definition-findings';

export default defineControl({
  id: 'AGT-02',
  title: 'Tools are granted one by one, within scope and tier of the agent',
  layer: 'agent',
  severity: 'critical',
  source: {
    sections: ['§7.1'],
    standards: ['OWASP Agentic T2', 'OWASP Agentic T3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A grant of everything also grants what is added later; a tool that writes makes a read-only agent one that writes.',
  remediation:
    'Name each tool with its class, and grant none that scope and tier do not cover.',
  needs: ['metadata'],
  evaluate: ({ tree }) =>
    definitionFindings(tree, ({ grants, scope, tier }) =>
      grants.flatMap(({ name, capability, line }): DefinitionProblem[] => {
        const about = `grant ${name}`;
        if (name === '' || /[*?]/.test(name) || /^(all|any)$/i.test(name)) {
          return [
            {
              says: `is granted ${name || 'a tool without a name'}`,
              about,
              line,
            },
          ];
        }
        if (capability === undefined) {
          return [
            { says: `is granted ${name}, which states no class`, about, line },
          ];
        }
        if (![...ORDINARY, ...DANGEROUS].includes(capability)) {
          return [
            {
              says: `is granted ${name} of the unknown class ${capability}`,
              about,
              line,
            },
          ];
        }
        const within = WITHIN[plainWord(scope?.text ?? '')];
        if (within !== undefined && !within.includes(capability)) {
          return [
            {
              says: `has the scope ${scope?.text} and is granted ${name}, a tool of class ${capability}`,
              about,
              line,
            },
          ];
        }
        return plainWord(tier?.text ?? '') === 'low' &&
          ABOVE_LOW.includes(capability)
          ? [
              {
                says: `is of the low tier and is granted ${name}, a tool of class ${capability}`,
                about,
                line,
              },
            ]
          : [];
      }),
    ),
});
