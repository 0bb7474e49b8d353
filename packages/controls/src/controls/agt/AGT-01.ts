import { defineControl } from '../../control/control';
import { plainWord } from './agent-definitions';
import {
  type DefinitionProblem,
  definitionFindings,
} from './definition-findings';

const SCOPES = ['readonly', 'readwrite', 'codegen'];
const TIERS = ['low', 'medium', 'high'];

export default defineControl({
  id: 'AGT-01',
  title:
    'Every agent has a scope, a tier, a sponsor and the tenants that it works for',
  layer: 'agent',
  severity: 'high',
  source: {
    sections: ['§7.1'],
    standards: ['OWASP Agentic T3', 'OWASP Agentic T9'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What an agent may do is bounded by all four; what is missing or unknown would have to be guessed by whoever runs it.',
  remediation:
    'State scope (READ_ONLY, READ_WRITE, CODE_GEN), risk_tier (LOW, MEDIUM, HIGH), a sponsor, and tenants one by one.',
  needs: ['metadata'],
  evaluate: ({ tree }) =>
    definitionFindings(tree, ({ scope, tier, sponsor, tenants }) => {
      const found: DefinitionProblem[] = [];
      if (!SCOPES.includes(plainWord(scope?.text ?? ''))) {
        found.push({
          says: scope ? `has the unknown scope ${scope.text}` : 'has no scope',
          about: 'scope',
          line: scope?.line,
        });
      }
      if (!TIERS.includes(plainWord(tier?.text ?? ''))) {
        found.push({
          says: tier ? `has the unknown tier ${tier.text}` : 'has no risk tier',
          about: 'tier',
          line: tier?.line,
        });
      }
      if (sponsor === undefined || sponsor.text.trim() === '') {
        found.push({ says: 'has no sponsor', about: 'sponsor' });
      }
      if (tenants.length === 0) {
        found.push({ says: 'names no tenants', about: 'tenants' });
      }
      for (const { text, line } of tenants) {
        if (/[*?]/.test(text) || /^(all|any)$/i.test(text) || text === '') {
          found.push({
            says: `works for ${text || 'nobody'}, which is no tenant`,
            about: `tenant ${text}`,
            line,
          });
        }
      }
      return found;
    }),
});
