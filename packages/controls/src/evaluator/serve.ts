import { writeSync } from 'node:fs';
import type { Control } from '../control/control';
import {
  evaluateStepwise,
  type EvaluationStep,
} from '../evaluation/evaluate-stepwise';
import type { Fact } from '../facts/fact';
import type { Metadata } from '../facts/metadata/metadata';
import { warmUp } from '../facts/warm-up';
import { controlMetadataSchema } from '../catalogue/control-metadata';
import {
  ControlPackageError,
  extendedCatalogue,
  type ControlsModule,
} from './extended-catalogue';
import { bounded, boundedFindings } from './bounded-findings';
import { ANSWERS, WARM, type Answer, type Declared } from './protocol';
import { readRequests } from './requests';

/** What the program evaluates with. */
export interface ServedCatalogue {
  readonly controls: readonly Control[];
  /** What packages of controls bring. */
  readonly modules: readonly ControlsModule[];
}

/** Answers requests on standard input until it ends. */
export async function serve(served: ServedCatalogue): Promise<void> {
  let controls: readonly Control[];
  try {
    controls = extendedCatalogue(served.controls, served.modules);
  } catch (error) {
    if (!(error instanceof ControlPackageError)) throw error;
    send({ answer: 'unfit', reason: error.message });
    return;
  }
  if (process.argv.includes(WARM)) await warmUp();
  send({ answer: 'ready', catalogue: controls.map(metadataOf) });
  for await (const { tree, controlIds, withheld } of readRequests(
    process.stdin,
  )) {
    const asked = new Set(controlIds);
    const plan = {
      controls: controls.filter(({ id }) => asked.has(id)),
      withheld,
    };
    // Beside the work on other facts, and only where somebody asks for it.
    if (plan.controls.some(({ needs }) => needs.includes('database'))) {
      void warmUp();
    }
    for await (const step of evaluateStepwise(tree, plan)) send(answerTo(step));
    collectGarbage();
    send({ answer: 'done' });
  }
}

/** Bytes; below what the pool replaces a process for, and not reached by every tree: what was compiled for one is slower after. */
const COLLECTED_ABOVE = 570 * 1024 ** 2;

/**
 * Frees the databases of earlier trees. The collector sees of each only a small
 * object and lets them gather, until the pool would replace this process and
 * lose what it has compiled.
 */
function collectGarbage(): void {
  if (process.memoryUsage.rss() > COLLECTED_ABOVE) globalThis.gc?.();
}

/** What goes over the wire: everything but what evaluates. */
function metadataOf(control: Control) {
  return controlMetadataSchema.parse(control);
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
