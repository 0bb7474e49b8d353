import type {
  LifecycleService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { EventsService } from '@backstage/plugin-events-node';
import { z } from 'zod';
import type { UnfinishedPublications } from './unfinished-publications';

/** What the scaffolder publishes when a task has failed; other events differ. */
const failedTask = z.looseObject({
  id: z.string(),
  status: z.literal('failed'),
});

/**
 * Undoes unfinished publications when the portal has started and whenever a task
 * fails. A task that is resumed after a crash may fail before it reaches its
 * step again: it was cancelled meanwhile, or the token of whoever started it has
 * expired.
 */
export async function settleUnfinished(options: {
  readonly unfinished: UnfinishedPublications;
  readonly events: EventsService;
  readonly lifecycle: LifecycleService;
  readonly logger: LoggerService;
}): Promise<void> {
  const { unfinished, events, lifecycle, logger } = options;
  const report = (error: unknown) =>
    logger.error(
      'Unfinished publications could not be looked at',
      toError(error),
    );
  await events.subscribe({
    id: 'ameide-unfinished-publications',
    topics: ['scaffolder.task'],
    async onEvent({ eventPayload }) {
      const event = failedTask.safeParse(eventPayload);
      if (event.success) await unfinished.undoOf(event.data.id).catch(report);
    },
  });
  // Not awaited: it asks the scaffolder's API, which answers after the start.
  lifecycle.addStartupHook(() => {
    unfinished.settle().catch(report);
  });
}
