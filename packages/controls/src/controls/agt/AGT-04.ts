import { isScalar, isMap, type YAMLMap } from 'yaml';
import { defineControl } from '../../control/control';
import {
  type DefinitionProblem,
  definitionFindings,
} from './definition-findings';

function isOpen(schema: YAMLMap): boolean {
  const more: unknown = schema.get('additionalProperties');
  const type: unknown = schema.get('type');
  const properties: unknown = schema.get('properties');
  const isSchema = type === 'object' || isMap(properties);
  if (!isSchema) return schema.items.length === 0;
  return more !== false && !(isScalar(more) && more.value === false);
}

export default defineControl({
  id: 'AGT-04',
  title: 'What a tool is called with is bounded by a schema',
  layer: 'agent',
  severity: 'high',
  source: { sections: ['§7.1', '§7.3'], standards: ['OWASP Agentic T2'] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Arguments are written by a model that reads strangers’ texts; what no schema bounds, they choose.',
  remediation:
    'Give each tool an input schema with its properties, and additionalProperties: false.',
  needs: ['metadata'],
  evaluate: ({ tree }) =>
    definitionFindings(tree, ({ grants }) =>
      grants.flatMap(({ name, line, input }): DefinitionProblem[] => {
        const about = `input ${name}`;
        if (input === undefined) {
          return [
            { says: `calls ${name} with whatever it likes`, about, line },
          ];
        }
        return isOpen(input)
          ? [{ says: `may add arguments of its own to ${name}`, about, line }]
          : [];
      }),
    ),
});
