import { type DestinationStream, type Logger as Pino, pino } from 'pino';

import type { Redactor } from './redaction.js';
import { withoutValues } from './sensitive-values.js';

/** Correlates a line with a call; never holds anything but identifiers. */
export interface LogContext {
  readonly trace_id?: string | undefined;
  readonly span_id?: string | undefined;
  readonly tenant_id?: string | undefined;
  readonly organization_id?: string | undefined;
  readonly user_id?: string | undefined;
  readonly request_id?: string | undefined;
}

/** Structured log. Sensitive fields of the contract are redacted wherever they stand in `fields`. */
export interface Logger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /**
   * A logger whose lines all carry a context.
   *
   * @param hidden values that its lines show nowhere, under whatever name or in
   *   whatever text they are given; read anew for each line.
   */
  with(context: LogContext, hidden?: readonly string[]): Logger;
}

/** What a service's log is made with. */
export interface LoggerOptions {
  readonly primitiveType: string;
  readonly primitiveName: string;
  readonly level: string;
  readonly redact: Redactor;
  /** Default: standard output. */
  readonly destination?: DestinationStream | undefined;
}

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** JSON lines, one for each call of a method. */
export function createLogger(options: LoggerOptions): Logger {
  const root: Pino = pino(
    {
      level: options.level,
      base: {
        primitive_type: options.primitiveType,
        primitive_name: options.primitiveName,
      },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      messageKey: 'message',
    },
    options.destination ?? pino.destination({ dest: 1, sync: false }),
  );
  return new ContextLogger(() => root, options.redact, []);
}

/** Most calls log nothing, so that what pino needs for a context is made at the first line. */
class ContextLogger implements Logger {
  #made: Pino | undefined;

  constructor(
    private readonly make: () => Pino,
    private readonly redact: Redactor,
    private readonly hidden: readonly string[],
  ) {}

  debug(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('debug', message, fields);
  }

  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('info', message, fields);
  }

  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('warn', message, fields);
  }

  error(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#write('error', message, fields);
  }

  with(context: LogContext, hidden: readonly string[] = this.hidden): Logger {
    return new ContextLogger(
      () => this.#pino.child({ ...context }),
      this.redact,
      hidden,
    );
  }

  get #pino(): Pino {
    return (this.#made ??= this.make());
  }

  #write(
    level: (typeof LEVELS)[number],
    message: string,
    fields: Readonly<Record<string, unknown>> = {},
  ): void {
    if (!this.#pino.isLevelEnabled(level)) {
      return;
    }
    // Under a key of their own: no field can pass for the tenant or the user of the line.
    const data = withoutValues(this.redact(fields), this.hidden) as Record<
      string,
      unknown
    >;
    this.#pino[level](
      Object.keys(data).length > 0 ? { data } : {},
      String(withoutValues(message, this.hidden)),
    );
  }
}
