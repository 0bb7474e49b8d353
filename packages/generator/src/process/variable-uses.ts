import type { StepDetails } from './step-details';

/** A place in a step that names a variable. */
export interface VariableUse {
  readonly variable: string;
  /** Where in the step. */
  readonly path: readonly PropertyKey[];
}

/** What a step reads when it begins. */
export function readsOf(step: StepDetails): VariableUse[] {
  switch (step.type) {
    case 'call':
    case 'agent':
      return inputReads(step.input, ['input']);
    case 'timer':
      return step.until === undefined
        ? []
        : [{ variable: step.until, path: ['until'] }];
    case 'choice':
      return step.cases.map(({ when }, index) => ({
        variable: when.variable,
        path: ['cases', index, 'when', 'variable'],
      }));
    default:
      return [];
  }
}

/** What a step reads when it has succeeded: its compensation is fixed there and then. */
export function lateReadsOf(step: StepDetails): VariableUse[] {
  return step.type === 'call' && step.compensation !== undefined
    ? inputReads(step.compensation.input, ['compensation', 'input'])
    : [];
}

/** What a step gives a value to when it succeeds. */
export function writesOf(step: StepDetails): VariableUse[] {
  switch (step.type) {
    case 'call':
      return step.output.map(({ to }, index) => ({
        variable: to,
        path: ['output', index, 'to'],
      }));
    case 'agent':
      return [{ variable: step.result, path: ['result'] }];
    case 'signal':
      return step.payload.map(({ to }, index) => ({
        variable: to,
        path: ['payload', index, 'to'],
      }));
    default:
      return [];
  }
}

function inputReads(
  input: readonly { readonly from?: string | undefined }[],
  path: readonly PropertyKey[],
): VariableUse[] {
  return input.flatMap(({ from }, index) =>
    from === undefined
      ? []
      : [{ variable: from, path: [...path, index, 'from'] }],
  );
}
