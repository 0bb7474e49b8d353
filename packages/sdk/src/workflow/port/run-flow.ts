import type { z } from 'zod';

import type { NoActivities } from './definition.js';
import { failureOf, InstanceInterruptedError } from './errors.js';
import type { Flow } from './flow.js';
import { copyOf, toJson } from './json.js';
import type { Outcome, Position } from './operation.js';
import { parsePayload } from './parse-payload.js';
import { type FlowRun, PortFlow, unknownBranch } from './port-flow.js';

/**
 * Runs the code of a definition over a driver, from its beginning.
 *
 * @returns how it ended; failures are outcomes.
 * @throws InstanceInterruptedError when the run could not go on, even if the code hid it.
 */
export async function runWorkflow(run: FlowRun): Promise<Outcome> {
  const { definition } = run;
  return runCode(run, [], definition.input, (flow, input) =>
    definition.run(flow, input),
  );
}

/**
 * Runs the code of a branch.
 *
 * @param position Position of the `parallel` operation, then the number of the branch.
 * @returns and throws as {@link runWorkflow} does.
 */
export async function runBranch(
  run: FlowRun,
  branchName: string,
  position: Position,
): Promise<Outcome> {
  const branch = run.definition.branches.get(branchName);
  if (branch === undefined) {
    const error = unknownBranch(run.definition, branchName);
    return { status: 'failed', failure: failureOf(error) };
  }
  return runCode(run, position, branch.input, (flow, input) =>
    branch.run(flow, input),
  );
}

async function runCode(
  run: FlowRun,
  position: Position,
  schema: z.ZodType,
  code: (flow: Flow<NoActivities>, input: unknown) => Promise<unknown>,
): Promise<Outcome> {
  const flow = new PortFlow(run, position);
  let outcome: Outcome;
  try {
    const input = parsePayload(schema, copyOf(run.input), 'input');
    const result = await code(flow, input);
    outcome = { status: 'completed', value: toJson(result, 'result') };
  } catch (error) {
    if (error instanceof InstanceInterruptedError) {
      throw error;
    }
    outcome = { status: 'failed', failure: failureOf(error) };
  }
  const left = await flow.end();
  return outcome.status === 'failed' ? outcome : left ?? outcome;
}
