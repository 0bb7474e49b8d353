import { defineControl } from '../../control/control';
import { codeFindings, distinct } from '../../facts/program/code-finding';
import { MODEL_PACKAGES, names } from '../../facts/program/known-packages';
import { packageUses } from '../../facts/program/package-uses';
import { modelsInCode, modelsInDeployment } from '../det/model-places';

/** What runs a loop of tools, or speaks of them, and reaches no model by itself. */
const WITHOUT_PROVIDER = [
  'ai',
  '@modelcontextprotocol/',
  '@langchain/core',
  '@langchain/langgraph',
];
const PROVIDERS = MODEL_PACKAGES.filter(
  name => !WITHOUT_PROVIDER.includes(name) && name !== '@langchain/',
);

export default defineControl({
  id: 'AGT-07',
  title: 'An agent reaches a model through the Agent domain alone',
  layer: 'agent',
  severity: 'critical',
  source: { sections: ['§7.2'], standards: ['OWASP Agentic T8'] },
  appliesTo: ['agent'],
  rationale:
    'Prompts that go to a provider directly are not logged, filtered or limited; its key in an agent is within reach of every prompt.',
  remediation:
    'Use the model that the SDK gives; take provider packages, addresses and keys out.',
  needs: ['program'],
  evaluate: ({ program, tree }) => [
    ...codeFindings(program, [
      ...packageUses(
        program,
        PROVIDERS,
        what => `${what} reaches a model past the Agent domain.`,
      ),
      ...modelsInCode(program),
    ]),
    ...distinct([
      ...modelsInDeployment(tree),
      ...program.dependencies
        .filter(
          ({ name, production, direct }) =>
            direct && production && names(PROVIDERS, name),
        )
        .map(({ name, file, line }) => ({
          file,
          line,
          message: `${name} reaches a model past the Agent domain.`,
          subject: `dependency ${name}`,
        })),
    ]),
  ],
});
