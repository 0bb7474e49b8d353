import type { DomainModel } from '../domain/model';

/** What the template of a domain controller promises for every tree that it makes, for people. */
export function domainPromises(model: {
  readonly origin: Pick<DomainModel['origin'], 'tenant'>;
}): string[] {
  return [
    'Row-level security by tenant and organisation is forced on every business table and fails closed without context.',
    'The runtime role owns nothing, bypasses nothing and is not a member of the owner.',
    'Every method states who may call it, its rate limit, its latency budget and its audit entry; one without refuses everybody.',
    'Tokens are accepted only with the pinned issuer, audience, algorithms and keys, on unary and streaming methods alike.',
    'Tenant and organisation come from the verified token; what a message or header says is overwritten.',
    'Changes and refusals are audited; the audit log is append-only for the service.',
    'Confidential and personal fields stay out of logs, events and projections.',
    'Network access is denied but for DNS, telemetry, the database, the identity provider and the gateway.',
    'Pods run under the restricted Pod Security Standard without a service-account token.',
    'The owner secret is mounted only by the migration job.',
    ...(model.origin.tenant
      ? [
          "The service is a tenant's and is deployed only to that tenant's namespaces.",
        ]
      : []),
  ];
}
