import { writeSync } from 'node:fs';
import type { Control } from '../control/control';
import {
  evaluateStepwise,
  type EvaluationStep,
} from '../evaluation/evaluate-stepwise';
import type { Fact } from '../facts/fact';
import type { Metadata } from '../facts/metadata/metadata';
import { warmUp } from '../facts/warm-up';
import { bounded, boundedFindings } from './bounded-findings';
import { ANSWERS, WARM, type Answer, type Declared } from './protocol';
import { readRequests } from './requests';

/** What the program evaluates with. */
export interface ServedCatalogue {
  readonly controls: readonly Control[];
}

/** Answers requests on standard input until it ends. */
export async function serve({ controls }: ServedCatalogue): Promise<void> {
  if (process.argv.includes(WARM)) await warmUp();
  send({
    answer: 'ready',
    catalogue: controls.map(({ needs: _, evaluate: __, ...metadata }) => ({
      ...metadata,
      source: {
        sections: [...metadata.source.sections],
        standards: [...metadata.source.standards],
      },
      appliesTo: [...metadata.appliesTo],
    })),
  });
  for await (const { tree, controlIds, withheld } of readRequests(
    process.stdin,
  )) {
    const asked = new Set(controlIds);
    const plan = {
      controls: controls.filter(({ id }) => asked.has(id)),
      withheld,
    };
    for await (const step of evaluateStepwise(tree, plan)) send(answerTo(step));
    send({ answer: 'done' });
  }
}

function answerTo(step: EvaluationStep): Answer {
  switch (step.step) {
    case 'gathering':
      return { answer: 'gathering', fact: step.fact };
    case 'metadata':
      return { answer: 'declared', declared: declaredBy(step.metadata) };
    case 'evaluating':
      return { answer: 'evaluating', controlId: step.controlId };
    default: {
      const { control, outcome, reason } = step.result;
      return {
        answer: 'result',
        result: {
          controlId: control.id,
          outcome,
          ...(reason === undefined ? {} : { reason: bounded(reason) }),
          findings: boundedFindings(step.result),
        },
      };
    }
  }
}

function declaredBy(metadata: Fact<Metadata>): Declared {
  if (metadata.state !== 'available') return { promised: [], exemptions: [] };
  const { description, promised, exemptions } = metadata.value;
  return {
    ...(description === undefined
      ? {}
      : { name: description.name, kind: description.kind }),
    promised: [...promised],
    exemptions: exemptions.map(exemption => ({ ...exemption })),
  };
}

/** Written at once, so that it arrives even when what follows never ends. */
function send(answer: Answer): void {
  let rest = Buffer.from(`${JSON.stringify(answer)}\n`);
  while (rest.byteLength > 0) rest = rest.subarray(writeSync(ANSWERS, rest));
}
