import { z } from 'zod';

import { isLoopback } from '../database/connection-settings.js';

const port = z.int().min(0).max(65_535);
const file = z.string().min(1);
const identifier = z.string().min(1).max(200);

/** Listener of one port. Without `tls` or a declared mesh it must be on loopback. */
const listener = z.strictObject({
  host: z.string().min(1),
  /** 0 takes any free port. */
  port,
});

const issuer = z.strictObject({
  /** Exactly the `iss` of its tokens. */
  issuer: z.url(),
  /** Default: Keycloak's, `<issuer>/protocol/openid-connect/certs`. */
  jwksUri: z.url().optional(),
  /** The tenant of everybody in this realm; needed when the tenant's source is the issuer. */
  tenantId: identifier.optional(),
  /** Clients (`azp`) whose tokens are taken; all of the realm's when left out. */
  authorizedParties: z.array(identifier).min(1).optional(),
});

const database = z.union([
  z.strictObject({
    /** For loopback and tests; it holds the password. */
    url: z.string().min(1),
    caFile: file.optional(),
  }),
  z.strictObject({
    /** Mounted secret with the files username, password and, unless given here, host, port and dbname. */
    secretDir: file,
    caFile: file.optional(),
    host: z.string().min(1).optional(),
    port: z.int().min(1).max(65_535).optional(),
    database: identifier.optional(),
  }),
]);

/** Exactly what a browser sends in `origin`, of a page that nobody on the way can change. */
function isOrigin(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url?.origin === text &&
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' && isLoopback(url.hostname)))
  );
}

/** Shape of a service's configuration. */
export const serviceConfigSchema = z
  .strictObject({
    listen: listener.extend({
      tls: z.strictObject({ certFile: file, keyFile: file }).optional(),
      /** The operator states that a mesh encrypts what reaches this process in plaintext. */
      mesh: z.literal('declared').optional(),
    }),
    /** Health and metrics, under the TLS rule of `listen`. */
    management: listener,
    auth: z.strictObject({
      /** Where a user's tenant comes from; exactly one is active. */
      tenantSource: z.enum(['claim', 'issuer', 'idp-alias']).default('claim'),
      issuers: z.array(issuer).min(1),
      /** Issuer of service tokens; without it no service is let in. */
      serviceIssuer: z
        .strictObject({ issuer: z.url(), jwksUri: z.url() })
        .optional(),
      /** Identity provider alias to tenant, when the tenant's source is the alias. */
      idpAliases: z.record(identifier, identifier).optional(),
      /** `aud` that a token must carry; default the service's name. */
      audience: identifier.optional(),
      maxTokenLifetimeSeconds: z.int().min(60).max(86_400).default(3600),
      clockToleranceSeconds: z.int().min(0).max(60).default(5),
    }),
    apiKeys: z
      .strictObject({ enabled: z.boolean().default(false) })
      .default({ enabled: false }),
    database: z.strictObject({
      databases: z
        .record(identifier, database)
        .refine(
          all => Object.keys(all).length > 0,
          'name at least one database',
        ),
      /** Database that tenants of a plan share, by plan. */
      plans: z.record(identifier, identifier),
      /** Plan of tenants that are not listed; without it they are refused. */
      defaultPlan: identifier.optional(),
      tenants: z
        .record(
          identifier,
          z.strictObject({
            databasePlan: identifier,
            keycloakShardId: identifier.optional(),
            /** Database of this tenant alone. */
            database: identifier.optional(),
          }),
        )
        .default({}),
      /** Connections to each database. */
      poolSize: z.int().min(1).max(200).default(10),
    }),
    gateway: z
      .strictObject({ endpoint: z.url(), caFile: file.optional() })
      .optional(),
    serviceTokens: z
      .strictObject({
        tokenEndpoint: z.url(),
        clientId: identifier,
        privateKeyFile: file,
      })
      .optional(),
    cors: z
      .strictObject({
        /** Origins of the platform's own pages, exactly as a browser sends them. */
        origins: z
          .array(
            z
              .url()
              .refine(
                isOrigin,
                'write the origin alone, such as https://app.ameide.example; http:// only on loopback',
              ),
          )
          .default([]),
      })
      .default({ origins: [] }),
    telemetry: z
      .strictObject({
        /** OTLP over gRPC, for example `http://otel-collector:4317`; no traces are sent without it. */
        otlpEndpoint: z.url().optional(),
        /** Share of traces that are recorded where the caller has not decided. */
        traceRatio: z.number().min(0).max(1).default(0.1),
        logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
      })
      .default({ traceRatio: 0.1, logLevel: 'info' }),
    limits: z
      .strictObject({
        /** Largest message that is read, in bytes. */
        maxMessageBytes: z
          .int()
          .min(1024)
          .max(16 * 1024 * 1024)
          .default(1024 * 1024),
      })
      .default({ maxMessageBytes: 1024 * 1024 }),
  })
  .superRefine((config, context) => {
    const { auth } = config;
    if (auth.tenantSource === 'issuer') {
      auth.issuers.forEach((one, index) => {
        if (one.tenantId === undefined) {
          context.addIssue({
            code: 'custom',
            path: ['auth', 'issuers', index, 'tenantId'],
            message: 'is needed, because auth.tenantSource is issuer',
          });
        }
      });
    }
    if (auth.tenantSource === 'idp-alias' && auth.idpAliases === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['auth', 'idpAliases'],
        message: 'is needed, because auth.tenantSource is idp-alias',
      });
    }
    const names = auth.issuers
      .map(one => one.issuer)
      .concat(auth.serviceIssuer?.issuer ?? []);
    if (new Set(names).size !== names.length) {
      context.addIssue({
        code: 'custom',
        path: ['auth', 'issuers'],
        message: 'names an issuer twice',
      });
    }
  });

/** A valid configuration with every default filled in. */
export type ServiceConfig = z.output<typeof serviceConfigSchema>;
/** A configuration as it is written. */
export type ServiceConfigInput = z.input<typeof serviceConfigSchema>;
