import { defineControl } from '../control/control';
import { createSourceTree } from '../source';
import { evaluateStepwise, type EvaluationStep } from './evaluate-stepwise';

const tree = createSourceTree({ files: new Map() });

const asks = defineControl({
  id: 'TEN-01',
  title: 'Asks',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§2.1'], standards: [] },
  appliesTo: ['domain'],
  rationale: 'Why.',
  remediation: 'How.',
  needs: ['metadata'],
  evaluate: () => [],
});
const asksNothing = defineControl({
  ...asks,
  id: 'TEN-02',
  needs: [],
  evaluate: () => [],
});

async function stepsOf(
  withheld: Parameters<typeof evaluateStepwise>[1]['withheld'],
): Promise<EvaluationStep[]> {
  const steps: EvaluationStep[] = [];
  const controls = [asks, asksNothing];
  for await (const step of evaluateStepwise(tree, { controls, withheld })) {
    steps.push(step);
  }
  return steps;
}

describe('a tree', () => {
  it('is evaluated step by step, each told before it begins', async () => {
    expect(await stepsOf({})).toMatchObject([
      { step: 'gathering', fact: 'metadata' },
      { step: 'metadata', metadata: { state: 'available' } },
      { step: 'evaluating', controlId: 'TEN-01' },
      { step: 'result', result: { outcome: 'pass' } },
      { step: 'evaluating', controlId: 'TEN-02' },
      { step: 'result', result: { outcome: 'pass' } },
    ]);
  });

  it('is evaluated without a fact that is out of reach, which is an error of who asks for it', async () => {
    const steps = await stepsOf({ metadata: 'it took too long' });
    expect(steps.filter(({ step }) => step === 'result')).toMatchObject([
      { result: { outcome: 'error', reason: 'it took too long' } },
      { result: { outcome: 'pass' } },
    ]);
  });
});
