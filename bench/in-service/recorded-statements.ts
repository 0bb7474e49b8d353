import pg from 'pg';

/** A statement as it went to PostgreSQL. */
export interface RecordedStatement {
  readonly text: string;
  /** In PostgreSQL's text form. */
  readonly values: readonly (string | null)[];
  /** Role that the connection logged in as. */
  readonly role: string;
}

interface ParseMessage {
  readonly name: string;
  readonly text: string;
}

interface BindMessage {
  readonly statement: string;
  readonly values: readonly (string | Buffer | null)[];
}

/** The part of the driver's connection that every statement passes. */
interface WireConnection {
  parse(message: ParseMessage, more: boolean): void;
  bind(message: BindMessage, more: boolean): void;
  startup(settings: { readonly user: string }): void;
}

/** Records every statement that this process sends through the driver, until `stop` is called. */
export function recordStatements(): {
  readonly statements: readonly RecordedStatement[];
  stop(): void;
} {
  const statements: RecordedStatement[] = [];
  const prototype = pg.Connection.prototype as unknown as WireConnection;
  const originals = {
    parse: prototype.parse,
    bind: prototype.bind,
    startup: prototype.startup,
  };
  const texts = new WeakMap<WireConnection, Map<string, string>>();
  const roles = new WeakMap<WireConnection, string>();
  prototype.startup = function startup(settings) {
    roles.set(this, settings.user);
    originals.startup.call(this, settings);
  };
  prototype.parse = function parse(message, more) {
    const known = texts.get(this) ?? new Map<string, string>();
    texts.set(this, known.set(message.name, message.text));
    originals.parse.call(this, message, more);
  };
  prototype.bind = function bind(message, more) {
    const text = texts.get(this)?.get(message.statement);
    // A statement that was prepared before the recording began is known from its first run.
    if (text !== undefined) {
      statements.push({
        text,
        values: (message.values ?? []).map(value =>
          Buffer.isBuffer(value) ? `\\x${value.toString('hex')}` : value,
        ),
        role: roles.get(this) ?? '',
      });
    }
    originals.bind.call(this, message, more);
  };
  return {
    statements,
    stop: () => void Object.assign(prototype, originals),
  };
}
