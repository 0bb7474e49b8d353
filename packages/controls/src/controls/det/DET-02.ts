import { defineControl } from '../../control/control';
import { codeFindings } from '../../facts/program/code-finding';
import { modelsInCode, modelsInDeployment } from './model-places';

export default defineControl({
  id: 'DET-02',
  title:
    'No address and no key of a model is in a deterministic controller or its deployment',
  layer: 'domain',
  severity: 'critical',
  source: { sections: ['§2.2', '§7.2'], standards: [] },
  appliesTo: ['domain', 'process'],
  rationale:
    'A model needs no package: an address and a key are enough to send rows to it.',
  remediation:
    'Call an agent through the Agent domain, which alone holds keys of models.',
  needs: ['program'],
  evaluate: ({ program, tree }) => [
    ...codeFindings(program, modelsInCode(program)),
    ...modelsInDeployment(tree),
  ],
});
