import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';

import type { ClientConfig } from 'pg';

import type { ServiceConfig } from '../config/service-config.js';

/** One entry of `database.databases`. */
export type DatabaseConnection = ServiceConfig['database']['databases'][string];

/**
 * What the driver needs to connect. Off loopback the connection is TLS with the
 * server's certificate and name verified; there is no setting to weaken that.
 *
 * @param name key of the database in the configuration, for messages.
 * @throws Error naming the database and what to correct.
 */
export function connectionSettings(
  name: string,
  connection: DatabaseConnection,
): ClientConfig {
  const place =
    'url' in connection
      ? fromUrl(name, connection.url)
      : fromSecret(name, connection);
  if (isLoopback(place.host)) {
    return { ...place, ssl: false };
  }
  const ca =
    connection.caFile === undefined
      ? {}
      : { ca: readFileSync(connection.caFile, 'utf8') };
  return {
    ...place,
    ssl: { ...ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
  };
}

interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string | (() => string);
}

/** Whether an address cannot leave this machine; a name counts only if it is `localhost`. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  if (isIP(bare) === 4) {
    return bare.startsWith('127.');
  }
  return bare === '::1' || bare === 'localhost';
}

function fromUrl(name: string, text: string): Place {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The URL itself is never shown: it holds the password.
  if (
    url === undefined ||
    !['postgres:', 'postgresql:'].includes(url.protocol)
  ) {
    throw new Error(`database.databases.${name}.url: not a postgresql:// URL.`);
  }
  if (url.search !== '' || url.hash !== '') {
    // A query such as `sslmode=disable` would decide about TLS behind our back.
    throw new Error(
      `database.databases.${name}.url: remove what follows '?' or '#'; TLS is decided by the host alone.`,
    );
  }
  return complete(name, {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 5432 : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  });
}

function fromSecret(
  name: string,
  connection: Exclude<DatabaseConnection, { url: string }>,
): Place {
  const read = (file: string): string => {
    try {
      return readFileSync(join(connection.secretDir, file), 'utf8').trim();
    } catch (error) {
      throw new Error(
        `database.databases.${name}.secretDir: cannot read the file '${file}'.`,
        { cause: error },
      );
    }
  };
  return complete(name, {
    host: connection.host ?? read('host'),
    port: connection.port ?? Number(read('port')),
    database: connection.database ?? read('dbname'),
    user: read('username'),
    // Read again for each new connection: the secret's owner rotates it.
    password: () => read('password'),
  });
}

function complete(name: string, place: Place): Place {
  for (const part of ['host', 'database', 'user'] as const) {
    if (place[part] === '') {
      throw new Error(`database.databases.${name}: the ${part} is missing.`);
    }
  }
  if (!Number.isInteger(place.port) || place.port < 1 || place.port > 65_535) {
    throw new Error(
      `database.databases.${name}: the port is not a number from 1 to 65535.`,
    );
  }
  return place;
}
