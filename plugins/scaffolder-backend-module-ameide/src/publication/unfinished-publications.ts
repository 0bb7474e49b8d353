import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import { isError, stringifyError } from '@backstage/errors';
import type { ScaffolderService } from '@backstage/plugin-scaffolder-node';
import { undoPublication, type PublicationParts } from './undo-publication';

/**
 * Takes back what publications left that nobody will finish: their task has
 * ended without running the step again, because it was cancelled or could not be
 * resumed after a crash.
 */
export class UnfinishedPublications {
  readonly #parts: PublicationParts;
  readonly #tasks: Pick<ScaffolderService, 'getTask'>;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;

  constructor(
    options: PublicationParts & {
      readonly tasks: Pick<ScaffolderService, 'getTask'>;
      readonly auth: AuthService;
      readonly logger: LoggerService;
    },
  ) {
    this.#parts = options;
    this.#tasks = options.tasks;
    this.#auth = options.auth;
    this.#logger = options.logger;
  }

  /** Undoes what a task that has failed left unfinished. */
  async undoOf(task: string): Promise<void> {
    for (const publication of await this.#parts.repositories.unfinished()) {
      if (publication.task === task) await this.#undoAloud(publication.name);
    }
  }

  /**
   * For the start of the portal: removes halves that killed processes left, and
   * undoes unfinished publications whose task has failed. A task that still
   * counts as running will be resumed and recognises its work.
   */
  async settle(): Promise<void> {
    const abandoned = await this.#parts.repositories.removeAbandoned();
    if (abandoned.length > 0) {
      this.#logger.info(
        `Removed ${abandoned.length} half-made repositories that a killed process had left.`,
      );
    }
    for (const { name, task } of await this.#parts.repositories.unfinished()) {
      const status = await this.#status(task);
      if (status === 'failed' || status === 'cancelled') {
        await this.#undoAloud(name);
      } else if (status === undefined) {
        this.#logger.warn(
          `The repository ${name} in ${
            this.#parts.repositories.folder
          } is unfinished and its task ${task} is unknown here. Remove ${name}.git if no other portal works in that folder.`,
        );
      }
    }
  }

  async #undoAloud(name: string): Promise<void> {
    try {
      await undoPublication(name, this.#parts);
      this.#logger.info(
        `Took back the repository ${name}: its task ended before it was finished.`,
      );
    } catch (error) {
      this.#logger.error(
        `The unfinished repository ${name} could not be taken back; this is tried again at the next start. ${stringifyError(
          error,
        )}`,
      );
    }
  }

  async #status(taskId: string): Promise<string | undefined> {
    try {
      const credentials = await this.#auth.getOwnServiceCredentials();
      return (await this.#tasks.getTask({ taskId }, { credentials })).status;
    } catch (error) {
      if (isError(error) && isNotFound(error)) return undefined;
      throw error;
    }
  }
}

function isNotFound(error: Error): boolean {
  return (
    error.name === 'NotFoundError' ||
    (error as { statusCode?: number }).statusCode === 404
  );
}
