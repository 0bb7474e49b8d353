import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  CompactSign,
  exportPKCS8,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';

import {
  generateSigningKey,
  signClaims,
  type SigningKey,
} from './signing-keys.js';
import { TokenExchange, TokenExchangeError } from './token-exchange.js';

/** What a user's token says. */
export interface UserTokenOptions {
  readonly audience: string;
  readonly tenantId: string;
  /** Left out: a member of no organisation, or of several without having chosen one. */
  readonly organizationId?: string;
  readonly roles: readonly string[];
  readonly subject?: string;
  readonly scope?: string;
  /** Seconds from now; default 300. */
  readonly lifetime?: number;
  /** Replaces claims; undefined removes one. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What a service's token says. */
export interface ServiceTokenOptions {
  /** Service that calls, for example `billing`. */
  readonly service: string;
  readonly audience: string;
  readonly tenantId: string;
  readonly organizationId?: string;
  /** User or process instance that the service acts for. */
  readonly actor?: string;
  readonly lifetime?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** How to sign claims that no honest issuer would. */
export interface SignOptions {
  readonly header?: Partial<JWTHeaderParameters>;
  /** Default: the key of the users' issuer. */
  readonly key?: SigningKey;
}

/**
 * An identity provider on 127.0.0.1: one issuer for users, shaped like Keycloak's
 * tokens, and one for services with token exchange. Keys and signatures are real.
 */
export interface TestIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly serviceIssuer: string;
  readonly serviceJwksUri: string;
  readonly tokenEndpoint: string;
  userToken(options: UserTokenOptions): Promise<string>;
  serviceToken(options: ServiceTokenOptions): Promise<string>;
  /** Signs exactly these claims. */
  sign(claims: JWTPayload, options?: SignOptions): Promise<string>;
  /** Signs exactly this text as the claims, for JSON that no library would write. */
  signText(claims: string): Promise<string>;
  /** The claims of a token that {@link userToken} would sign. */
  userClaims(options: UserTokenOptions): JWTPayload;
  /** Key that user tokens are signed with now. */
  currentKey(): SigningKey;
  /** Replaces the keys of both issuers; tokens signed before stay signed by keys that are no longer published. */
  rotateKeys(): Promise<void>;
  /** Registers a client for token exchange and writes its private key (PKCS #8, PEM) to a file. */
  serviceCredentials(
    clientId: string,
  ): Promise<{ clientId: string; privateKeyFile: string }>;
  /** How often the published keys were fetched. */
  keyFetches(): number;
  close(): Promise<void>;
}

const DEFAULT_LIFETIME_SECONDS = 300;

/** Starts a {@link TestIssuer} on a random port. */
export async function startTestIssuer(): Promise<TestIssuer> {
  let [userKey, serviceKey] = await Promise.all([
    generateSigningKey('RS256'),
    generateSigningKey('ES256'),
  ]);
  const clients = new Map<string, SigningKey>();
  const directory = mkdtempSync(join(tmpdir(), 'ameide-issuer-'));
  const removeDirectory = (): void =>
    rmSync(directory, { recursive: true, force: true });
  // Private keys lie there: they go even when a test run ends without closing.
  process.once('exit', removeDirectory);
  const exchange = new TokenExchange(clients, () => [
    tokenEndpoint,
    serviceIssuer,
  ]);
  let keyFetches = 0;

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      sendJson(response, 500, {
        error: 'server_error',
        error_description: String(error),
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the test issuer has no port');
  }
  const origin = `http://127.0.0.1:${address.port}`;
  const issuer = `${origin}/realms/test`;
  const serviceIssuer = `${origin}/services`;
  const tokenEndpoint = `${serviceIssuer}/token`;

  async function respond(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const target = `${request.method} ${request.url}`;
    if (target === 'GET /realms/test/keys') {
      keyFetches += 1;
      sendJson(response, 200, { keys: [userKey.publicJwk] });
    } else if (target === 'GET /services/keys') {
      keyFetches += 1;
      sendJson(response, 200, { keys: [serviceKey.publicJwk] });
    } else if (target === 'POST /services/token') {
      await exchangeToken(request, response);
    } else {
      sendJson(response, 404, { error: 'not_found' });
    }
  }

  async function exchangeToken(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    try {
      const asked = await exchange.authenticate(
        new URLSearchParams(await readBody(request)),
      );
      const accessToken = await serviceToken({
        service: asked.clientId,
        audience: asked.audience,
        tenantId: asked.tenantId,
        ...(asked.organizationId !== undefined && {
          organizationId: asked.organizationId,
        }),
        ...(asked.actor !== undefined && { actor: asked.actor }),
      });
      sendJson(response, 200, {
        access_token: accessToken,
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        token_type: 'Bearer',
        expires_in: DEFAULT_LIFETIME_SECONDS,
      });
    } catch (error) {
      if (!(error instanceof TokenExchangeError)) {
        throw error;
      }
      sendJson(response, error.code === 'invalid_client' ? 401 : 400, {
        error: error.code,
        error_description: error.message,
      });
    }
  }

  function userClaims(options: UserTokenOptions): JWTPayload {
    return withClaims(
      {
        ...lifetime(options.lifetime),
        iss: issuer,
        sub: options.subject ?? 'user-1',
        aud: options.audience,
        azp: 'platform-ui',
        typ: 'Bearer',
        jti: randomUUID(),
        scope: options.scope ?? 'openid profile',
        tenantId: options.tenantId,
        organizationId: options.organizationId,
        realm_access: { roles: [...options.roles] },
      },
      options.claims,
    );
  }

  function serviceToken(options: ServiceTokenOptions): Promise<string> {
    const claims = withClaims(
      {
        ...lifetime(options.lifetime),
        iss: serviceIssuer,
        sub: options.service,
        client_id: options.service,
        aud: options.audience,
        jti: randomUUID(),
        tenantId: options.tenantId,
        organizationId: options.organizationId,
        act: options.actor === undefined ? undefined : { sub: options.actor },
        realm_access: { roles: ['service'] },
      },
      options.claims,
    );
    return signClaims(serviceKey, claims, { typ: 'at+jwt' });
  }

  return {
    issuer,
    jwksUri: `${issuer}/keys`,
    serviceIssuer,
    serviceJwksUri: `${serviceIssuer}/keys`,
    tokenEndpoint,
    userClaims,
    userToken: options => signClaims(userKey, userClaims(options)),
    serviceToken,
    sign: (claims, options = {}) =>
      signClaims(options.key ?? userKey, claims, options.header),
    signText: claims =>
      new CompactSign(new TextEncoder().encode(claims))
        .setProtectedHeader({ alg: userKey.alg, kid: userKey.kid, typ: 'JWT' })
        .sign(userKey.privateKey),
    currentKey: () => userKey,
    keyFetches: () => keyFetches,
    async rotateKeys() {
      [userKey, serviceKey] = await Promise.all([
        generateSigningKey('RS256'),
        generateSigningKey('ES256'),
      ]);
    },
    async serviceCredentials(clientId) {
      const key = await generateSigningKey('ES256');
      const privateKeyFile = join(
        directory,
        `${encodeURIComponent(clientId)}.pem`,
      );
      writeFileSync(privateKeyFile, await exportPKCS8(key.privateKey), {
        mode: 0o600,
      });
      chmodSync(privateKeyFile, 0o600);
      clients.set(clientId, key);
      return { clientId, privateKeyFile };
    },
    async close() {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
      process.off('exit', removeDirectory);
      removeDirectory();
    },
  };
}

function lifetime(seconds = DEFAULT_LIFETIME_SECONDS): {
  iat: number;
  exp: number;
} {
  const now = Math.floor(Date.now() / 1000);
  return { iat: Math.min(now, now + seconds), exp: now + seconds };
}

function withClaims(
  claims: JWTPayload,
  replaced: Readonly<Record<string, unknown>> = {},
): JWTPayload {
  return Object.fromEntries(
    Object.entries({ ...claims, ...replaced }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}
