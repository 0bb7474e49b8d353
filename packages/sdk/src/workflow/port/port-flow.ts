import type { StepOptions } from './activity.js';
import { decisionSchema, type Decision } from './approval.js';
import type { AnyBranch, AnyWorkflow, NoActivities } from './definition.js';
import { type Duration, milliseconds } from './duration.js';
import {
  BranchFailedError,
  failureError,
  failureOf,
  InstanceInterruptedError,
  MisusedFlowError,
} from './errors.js';
import type { ApprovalOptions, Flow, SignalOptions } from './flow.js';
import { copyOf, type JsonValue, toJson } from './json.js';
import { checkName } from './name.js';
import {
  type FlowDriver,
  type Operation,
  type Outcome,
  outcomeSchema,
  type Position,
} from './operation.js';
import { parsePayload } from './parse-payload.js';
import { stepPolicy } from './step-policy.js';

/** A run, or a run of a branch. */
export interface FlowRun {
  readonly definition: AnyWorkflow;
  readonly instanceId: string;
  /** As it was stored at the start. */
  readonly input: JsonValue;
  readonly driver: FlowDriver;
}

/** The port over a driver: checks names and values, counts operations, turns outcomes into values and errors. */
export class PortFlow implements Flow<NoActivities> {
  readonly instanceId: string;
  readonly #run: FlowRun;
  readonly #position: Position;
  #count = 0;
  #current:
    | { readonly label: string; readonly done: Promise<unknown> }
    | undefined;
  #interruption: InstanceInterruptedError | undefined;
  #ended = false;

  constructor(run: FlowRun, position: Position) {
    this.#run = run;
    this.#position = position;
    this.instanceId = run.instanceId;
  }

  async step(
    name: string,
    input: unknown,
    options: StepOptions = {},
  ): Promise<never> {
    checkName(name, 'step');
    const value = await this.#perform({
      kind: 'step',
      name,
      input: toJson(input, `input of step ${name}`),
      policy: stepPolicy(name, options),
    });
    // The activity's type says what it is; nothing else can.
    return value as never;
  }

  async sleep(name: string, duration: Duration): Promise<void> {
    checkName(name, 'sleep');
    const durationMs = milliseconds(duration, `sleep ${name}`);
    await this.#perform({
      kind: 'sleep',
      name,
      input: { durationMs },
      durationMs,
    });
  }

  async signal<Payload>(
    name: string,
    options: SignalOptions<Payload>,
  ): Promise<Payload> {
    checkName(name, 'signal');
    const timeoutMs = milliseconds(options.timeout, `signal ${name}`);
    const value = await this.#perform({
      kind: 'signal',
      name,
      input: { timeoutMs },
      timeoutMs,
    });
    return parsePayload(options.schema, value, `signal ${name}`);
  }

  async approval(name: string, options: ApprovalOptions): Promise<Decision> {
    checkName(name, 'approval');
    const timeoutMs = milliseconds(options.timeout, `approval ${name}`);
    const { requestedBy } = options;
    const roles = [...options.roles].sort();
    if (roles.length === 0 || roles.includes('')) {
      throw new MisusedFlowError(
        `approval ${name}: without a role nobody could decide.`,
      );
    }
    const value = await this.#perform({
      kind: 'approval',
      name,
      input: { timeoutMs, roles, requestedBy: requestedBy ?? null },
      timeoutMs,
      roles,
      requestedBy,
    });
    return parsePayload(decisionSchema, value, `approval ${name}`);
  }

  async now(): Promise<number> {
    const value = await this.#perform({
      kind: 'now',
      name: 'now',
      input: null,
    });
    return Number(value);
  }

  async uuid(): Promise<string> {
    const value = await this.#perform({
      kind: 'uuid',
      name: 'uuid',
      input: null,
    });
    return String(value);
  }

  async parallel(
    calls: readonly (readonly [branch: AnyBranch, input: unknown])[],
  ): Promise<never> {
    const { definition } = this.#run;
    const checked = calls.map(([branch, input]) => {
      if (definition.branches.get(branch.name) !== branch) {
        throw unknownBranch(definition, branch.name);
      }
      return {
        branch: branch.name,
        input: toJson(input, `input of branch ${branch.name}`),
      };
    });
    const value = await this.#perform({
      kind: 'parallel',
      name: 'parallel',
      input: checked.map(({ branch, input }) => [branch, input]),
      calls: checked,
    });
    const outcomes = outcomeSchema.array().parse(value);
    const results = outcomes.map((outcome, index) => {
      if (outcome.status === 'completed') {
        return outcome.value;
      }
      const name = checked[index]?.branch ?? '';
      throw new BranchFailedError({
        code: 'branch-failed',
        message: `Branch ${name} (${index}) failed: ${outcome.failure.message}`,
        name,
        causes: [outcome.failure],
      });
    });
    return results as never;
  }

  /**
   * Closes the flow when its code has ended.
   *
   * @returns a failure when the code left something running.
   * @throws InstanceInterruptedError when the code hid an interruption.
   */
  async end(): Promise<Outcome | undefined> {
    this.#ended = true;
    const left = this.#current;
    await left?.done.catch(() => undefined);
    if (this.#interruption !== undefined) {
      throw this.#interruption;
    }
    return (
      left && {
        status: 'failed',
        failure: failureOf(
          new MisusedFlowError(
            `The code ended while ${left.label} was running: await each operation.`,
          ),
        ),
      }
    );
  }

  /** Takes the next position at once, before anything is awaited, so that it depends on the code's order only. */
  async #perform(request: WithoutPosition<Operation>): Promise<JsonValue> {
    const label = `${request.kind} ${request.name}`;
    if (this.#interruption !== undefined) {
      throw this.#interruption;
    }
    if (this.#ended || this.#current !== undefined) {
      throw new MisusedFlowError(
        this.#current === undefined
          ? `${label} was asked for after the code had ended.`
          : `${label} was asked for while ${
              this.#current.label
            } is running. Await each operation; what runs side by side goes through flow.parallel.`,
      );
    }
    const operation = {
      ...request,
      position: [...this.#position, this.#count],
    } as Operation;
    this.#count += 1;
    const done = this.#run.driver.perform(operation);
    this.#current = { label, done };
    try {
      const outcome = await done;
      if (outcome.status === 'failed') {
        throw failureError(outcome.failure);
      }
      return copyOf(outcome.value);
    } catch (error) {
      if (error instanceof InstanceInterruptedError) {
        this.#interruption = error;
      }
      throw error;
    } finally {
      this.#current = undefined;
    }
  }
}

type WithoutPosition<O> = O extends Operation ? Omit<O, 'position'> : never;

/** What is said of a branch that the definition does not list. */
export function unknownBranch(
  definition: AnyWorkflow,
  name: string,
): MisusedFlowError {
  return new MisusedFlowError(
    `Workflow ${definition.name}, version ${definition.version}, has no such branch ${name}; list it under branches.`,
  );
}
