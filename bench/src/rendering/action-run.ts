import type { LoggerService } from '@backstage/backend-plugin-api';

/** An action as the scaffolder has it. */
export interface RunnableAction {
  readonly id: string;
  handler(context: never): Promise<void>;
}

/** What one run of an action is given. */
export interface ActionRun {
  readonly action: RunnableAction;
  readonly input: object;
  /** Empty folder. */
  readonly workspacePath: string;
  /** `file://` address beside which relative addresses are. */
  readonly baseUrl: string;
  /** Makes a folder for the action's own use. */
  readonly temporaryDirectory: () => Promise<string>;
}

const silent: LoggerService = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => silent,
};

/**
 * Runs a whole action as the scaffolder would, but for its log and its database.
 *
 * @returns milliseconds that it took.
 */
export async function runAction(run: ActionRun): Promise<number> {
  const { action, input, workspacePath, baseUrl, temporaryDirectory } = run;
  const context = {
    input,
    workspacePath,
    logger: silent,
    templateInfo: { entityRef: 'template:default/bench', baseUrl },
    task: { id: 'bench' },
    isDryRun: false,
    output: () => undefined,
    checkpoint: ({ fn }: { fn: () => Promise<unknown> }) => fn(),
    createTemporaryDirectory: temporaryDirectory,
  };
  const began = process.hrtime.bigint();
  await action.handler(context as never);
  return Number(process.hrtime.bigint() - began) / 1e6;
}
