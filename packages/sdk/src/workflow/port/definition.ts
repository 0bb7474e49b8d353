import type { z } from 'zod';

import type { ActivityTypes } from './activity.js';
import { InvalidDefinitionError } from './errors.js';
import type { BranchFlow, Flow } from './flow.js';
import { checkName } from './name.js';

/** No activities: what code needs that calls none. */
export type NoActivities = Record<never, never>;

/** A named part of a workflow that may run side by side with others. */
export interface Branch<Input, Output, A = unknown> {
  readonly name: string;
  readonly input: z.ZodType;
  /** Runs the code; called by engines through `runBranch` only. */
  readonly run: (
    flow: BranchFlow<NoActivities>,
    input: unknown,
  ) => Promise<Output>;
  /** Never there; carries the type of what it is called with. */
  readonly takes?: (input: Input) => void;
  /** Never there; carries the activities' type, so that an engine can be checked to have them. */
  readonly needs?: (activities: A) => void;
}

/** Any branch. */
export type AnyBranch<A = never> = Branch<never, unknown, A>;

/** What a branch is called with. */
export type BranchInput<B> = B extends Branch<infer Input, unknown, never>
  ? Input
  : never;

/** What a branch gives. */
export type BranchOutput<B> = B extends Branch<never, infer Output, never>
  ? Output
  : never;

/** One version of a process. */
export interface WorkflowDefinition<Input, Output, A = unknown> {
  readonly name: string;
  readonly version: number;
  readonly input: z.ZodType;
  readonly branches: ReadonlyMap<string, AnyBranch>;
  /** Runs the code; called by engines through `runWorkflow` only. */
  readonly run: (flow: Flow<NoActivities>, input: unknown) => Promise<Output>;
  /** Never there; carries the type of what it is called with. */
  readonly takes?: (input: Input) => void;
  /** Never there; carries the activities' type, so that an engine can be checked to have them. */
  readonly needs?: (activities: A) => void;
}

/** Any definition that makes do with the activities A. */
export type AnyWorkflow<A = never> = WorkflowDefinition<never, unknown, A>;

/** What a workflow is started with. */
export type WorkflowInput<W> = W extends WorkflowDefinition<
  infer Input,
  unknown,
  never
>
  ? Input
  : never;

/** What a workflow gives. */
export type WorkflowOutput<W> = W extends WorkflowDefinition<
  never,
  infer Output,
  never
>
  ? Output
  : never;

/**
 * Defines a branch. Its flow's type says which activities it calls:
 * `run: async (flow: BranchFlow<typeof activities>, input) => …`.
 *
 * @throws InvalidDefinitionError when the name cannot be one.
 */
export function defineBranch<
  Schema extends z.ZodType,
  Output,
  A extends ActivityTypes<A> = NoActivities,
>(branch: {
  readonly name: string;
  readonly input: Schema;
  readonly run: (
    flow: BranchFlow<A>,
    input: z.output<Schema>,
  ) => Promise<Output>;
}): Branch<z.input<Schema>, Output, A> {
  checkName(branch.name, 'branch');
  // Inputs are checked by the schema, and steps by the activities, when they arrive.
  return branch as unknown as Branch<z.input<Schema>, Output, A>;
}

/**
 * Defines one version of a workflow.
 *
 * An instance runs on the version that it was started on until it ends. Code that
 * would change what running instances do therefore becomes a new version, beside the
 * old one; the old one goes when no instance is on it any more.
 *
 * @throws InvalidDefinitionError when a name cannot be one, the version is not a whole number from 1, or two branches have one name.
 */
export function defineWorkflow<
  Schema extends z.ZodType,
  Output,
  A extends ActivityTypes<A> = NoActivities,
>(definition: {
  readonly name: string;
  readonly version: number;
  readonly input: Schema;
  readonly branches?: readonly AnyBranch[];
  readonly run: (flow: Flow<A>, input: z.output<Schema>) => Promise<Output>;
}): WorkflowDefinition<z.input<Schema>, Output, A> {
  const { name, version, input, branches = [], run } = definition;
  checkName(name, 'workflow');
  if (!Number.isSafeInteger(version) || version < 1) {
    throw new InvalidDefinitionError(
      `workflow ${name}: version is ${version}; it is a whole number from 1.`,
    );
  }
  const byName = new Map(branches.map(branch => [branch.name, branch]));
  if (byName.size !== branches.length) {
    throw new InvalidDefinitionError(
      `workflow ${name}: two branches have one name.`,
    );
  }
  return {
    name,
    version,
    input,
    branches: byName,
    // As in a branch.
    run: run as unknown as WorkflowDefinition<unknown, Output>['run'],
  };
}
