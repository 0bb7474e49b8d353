import { mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';

/** A call of an action, and everything that it let out. */
export interface ObservedCall {
  /** Runs the action. */
  readonly run: () => Promise<void>;
  /** What it wrote to log, outputs and checkpoints, and the error that it threw. */
  readonly seen: () => string;
}

/**
 * Calls an action with input as it may come from anybody.
 *
 * @param onLog - called for each line of the log, in the middle of the work.
 */
export function observedCall(options: {
  readonly action: { readonly handler: (context: never) => Promise<void> };
  readonly input: unknown;
  readonly workspacePath: string;
  readonly secrets?: Record<string, string>;
  readonly isDryRun?: boolean;
  readonly onLog?: () => void;
}): ObservedCall {
  const seen: unknown[] = [];
  const logger = mockServices.logger.mock();
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    logger[level].mockImplementation((...parts: unknown[]) => {
      seen.push(...parts);
      options.onLog?.();
    });
  }
  const context = {
    ...createMockActionContext({ workspacePath: options.workspacePath }),
    input: options.input,
    logger,
    secrets: options.secrets ?? {},
    isDryRun: options.isDryRun ?? false,
    output: (...parts: unknown[]) => seen.push(...parts),
    checkpoint: async ({ key, fn }: { key: string; fn: () => unknown }) => {
      const value = await fn();
      seen.push(key, value);
      return value;
    },
  };
  return {
    run: () =>
      options.action.handler(context as never).catch((error: Error) => {
        seen.push(error.message, error.stack);
        throw error;
      }),
    seen: () =>
      seen
        .map(part => (typeof part === 'string' ? part : JSON.stringify(part)))
        .join('\n'),
  };
}
