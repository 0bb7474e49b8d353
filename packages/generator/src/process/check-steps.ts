import type { Problem } from '../problem';
import { checkCalls } from './check-calls';
import { checkFlow } from './check-flow';
import { checkMessages } from './check-messages';
import { checkParallel } from './check-parallel';
import { checkStepNames } from './check-step-names';
import { checkTimes } from './check-times';
import { checkDeclared, checkTypes } from './check-uses';
import type { Engine } from './engine';
import type { VariableInput } from './input';
import { allNodes, type StepNode } from './sound-steps';

/** What the checks of steps need of the rest of the input; undefined where that is not valid. */
export interface StepContext {
  readonly service: string | undefined;
  readonly engine: Engine | undefined;
  readonly variables: readonly VariableInput[];
  /** Whether none of the variables was left out, so that a missing one is really missing. */
  readonly allVariables: boolean;
}

/** What the shape of steps cannot say: names, references, types, times and the flow. */
export function checkSteps(
  nodes: readonly StepNode[],
  { service, engine, variables, allVariables }: StepContext,
): Problem[] {
  const all = allNodes(nodes);
  return [
    ...checkStepNames(all),
    ...checkCalls(all, service),
    ...checkMessages(all, variables),
    ...(allVariables ? checkDeclared(all, variables) : []),
    ...checkTypes(all, variables),
    ...(engine === undefined ? [] : checkTimes(all, engine)),
    ...checkParallel(nodes),
    ...checkFlow(nodes, variables),
  ];
}
