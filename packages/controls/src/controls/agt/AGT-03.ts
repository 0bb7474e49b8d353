import { defineControl } from '../../control/control';
import { plainWord } from './agent-definitions';
import { DANGEROUS } from './capabilities';
import {
  type DefinitionProblem,
  definitionFindings,
} from './definition-findings';

export default defineControl({
  id: 'AGT-03',
  title:
    'Files, clusters, SQL and shells are for agents of the high tier, behind a wrapper',
  layer: 'agent',
  severity: 'critical',
  source: {
    sections: ['§7.1'],
    standards: ['OWASP Agentic T2', 'OWASP Agentic T11'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An injected prompt that reaches one of these does whatever the process may; a default agent is the one that everybody talks to.',
  remediation:
    'Take the tool away, or give it to an agent with risk_tier HIGH that is no default, with a wrapper that runs as a service of its own.',
  needs: ['metadata'],
  evaluate: ({ tree }) =>
    definitionFindings(tree, ({ name: agent, grants, tier, isDefault }) =>
      grants.flatMap(
        ({ name, capability, line, wrapper }): DefinitionProblem[] => {
          if (capability === undefined || !DANGEROUS.includes(capability))
            return [];
          const about = `grant ${name}`;
          if (plainWord(tier?.text ?? '') !== 'high') {
            return [
              {
                says: `is not of the high tier and is granted ${name} (${capability})`,
                about,
                line,
              },
            ];
          }
          if (isDefault !== false) {
            return [
              {
                says: `${
                  isDefault ? 'is a default agent' : 'may be a default agent'
                } and is granted ${name} (${capability})`,
                about,
                line,
              },
            ];
          }
          return wrapper === undefined || wrapper === agent
            ? [
                {
                  says: `is granted ${name} (${capability}) without a wrapper that is another service`,
                  about,
                  line,
                },
              ]
            : [];
        },
      ),
    ),
});
