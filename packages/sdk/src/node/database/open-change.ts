import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';

import type { Lifetime } from '../lifetime.js';
import {
  type MessageOrigin,
  outboxEvent,
  outboxProjection,
} from '../messaging/outbox.js';
import type { Session } from './session.js';
import type { Statement } from './sql.js';
import { assertRunnable } from './statement-guard.js';
import type {
  ChangeTransaction,
  EmitOptions,
  Projection,
} from './tenant-database.js';

/** How the statements of a change run. */
export interface OpenChangeOptions {
  readonly session: Session;
  readonly origin: MessageOrigin;
  readonly timeoutMs: number;
  readonly lifetime: Lifetime;
}

/** A change between its opening and its end. Once ended, it refuses everything. */
export class OpenChange implements ChangeTransaction {
  readonly #outbox: Statement[] = [];
  #open = true;

  constructor(private readonly options: OpenChangeOptions) {}

  async query<Row extends object>(statement: Statement): Promise<Row[]> {
    assertRunnable(statement);
    this.#assertOpen();
    const [result] = await this.options.session.run(
      [statement],
      this.options.timeoutMs,
    );
    return (result?.rows ?? []) as Row[];
  }

  emit<S extends DescMessage>(
    schema: S,
    payload: MessageInitShape<S>,
    options: EmitOptions = {},
  ): void {
    this.#assertOpen();
    const { origin: request } = this.options;
    const origin = {
      ...request,
      causationId: options.causationId ?? request.causationId,
    };
    this.#outbox.push(outboxEvent(origin, schema, payload));
  }

  project(entity: Projection): void {
    this.#assertOpen();
    this.#outbox.push(outboxProjection(this.options.origin, entity));
  }

  /** Ends the change for the code that was given it, and hands over what it emitted. */
  end(): readonly Statement[] {
    this.#open = false;
    return this.#outbox;
  }

  #assertOpen(): void {
    const { over } = this.options.lifetime;
    if (over !== undefined) {
      throw over;
    }
    if (!this.#open) {
      throw new Error(
        'The change has ended: await everything that it does inside the function given to change().',
      );
    }
  }
}
