import type { Control } from '../control/control';
import { broken, type Fact } from '../facts/fact';
import type { FactName, Facts } from '../facts/facts';
import { factsToGather, gatherFact } from '../facts/gather-facts';
import type { Metadata } from '../facts/metadata/metadata';
import type { SourceTree } from '../source/source-tree';
import { evaluateControl } from './evaluate-control';
import type { ControlResult } from './result';

/** What happens while a tree is evaluated, so that a watcher knows what was under way when it ends. */
export type EvaluationStep =
  | { readonly step: 'gathering'; readonly fact: FactName }
  | { readonly step: 'metadata'; readonly metadata: Fact<Metadata> }
  | { readonly step: 'evaluating'; readonly controlId: string }
  | { readonly step: 'result'; readonly result: ControlResult };

/** What to evaluate, and what is known to be out of reach. */
export interface EvaluationPlan {
  readonly controls: readonly Control[];
  /** Facts that must not be tried again for this tree, with the reason. */
  readonly withheld: Partial<Readonly<Record<FactName, string>>>;
}

/**
 * Evaluates controls on a tree, each as soon as the facts that it needs are
 * known: what cannot be found out in time costs only the controls that ask for it.
 */
export async function* evaluateStepwise(
  tree: SourceTree,
  { controls, withheld }: EvaluationPlan,
): AsyncGenerator<EvaluationStep> {
  const needed = new Set(controls.flatMap(control => control.needs));
  const facts: { -readonly [N in FactName]?: Fact<unknown> } = {};
  const known = facts as Partial<Facts>;
  let waiting = controls;
  for (const fact of factsToGather(needed)) {
    yield { step: 'gathering', fact };
    const reason = withheld[fact];
    facts[fact] =
      reason === undefined
        ? await gatherFact(fact, tree, known)
        : broken(reason);
    if (known.metadata === undefined) continue;
    if (fact === 'metadata') {
      yield { step: 'metadata', metadata: known.metadata };
    }
    const ready = waiting.filter(({ needs }) =>
      needs.every(name => facts[name] !== undefined),
    );
    waiting = waiting.filter(control => !ready.includes(control));
    for (const control of ready) {
      yield { step: 'evaluating', controlId: control.id };
      yield { step: 'result', result: evaluateControl(control, tree, known) };
    }
  }
}
