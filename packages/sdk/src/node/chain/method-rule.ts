import { type DescMethod, getOption, hasOption } from '@bufbuild/protobuf';

import {
  audit,
  auth,
  budget,
  rate_limit,
} from '../../proto/ameide/common/v1/options_pb.js';
import { CANONICAL_ROLES, isCanonicalRole } from '../identity/identity.js';

/** Where a contract gives no figures. */
const DEFAULT_DEADLINE_MS = 5_000;
const DEFAULT_REQUESTS_PER_MINUTE = 600;
const DEFAULT_BURST = 50;

/** Everything that the contract says about one method. */
export interface MethodRule {
  readonly method: DescMethod;
  /** `ameide.orders.v1.OrdersService/GetOrder`. */
  readonly name: string;
  /** Undefined: nobody may call the method. */
  readonly auth:
    | { readonly roles: readonly string[]; readonly scopes: readonly string[] }
    | undefined;
  readonly tenantWide: boolean;
  readonly rateLimit: {
    readonly requestsPerMinute: number;
    readonly burst: number;
  };
  /** Undefined: no budget to breach. */
  readonly p95Ms: number | undefined;
  readonly deadlineMs: number;
  readonly action: string;
  readonly resourceType: string;
  readonly mutation: boolean;
}

/**
 * Reads a method's options.
 *
 * @throws Error for what can only be a mistake in the contract: a role that
 *   nobody can hold, or a change across the organisations of a tenant.
 */
export function methodRule(method: DescMethod): MethodRule {
  const requirement = hasOption(method, auth)
    ? getOption(method, auth)
    : undefined;
  const limit = hasOption(method, rate_limit)
    ? getOption(method, rate_limit)
    : undefined;
  const latency = hasOption(method, budget)
    ? getOption(method, budget)
    : undefined;
  const trail = hasOption(method, audit) ? getOption(method, audit) : undefined;
  const name = `${method.parent.typeName}/${method.name}`;
  const unknown = requirement?.roles.find(role => !isCanonicalRole(role));
  if (unknown !== undefined) {
    throw new Error(
      `${name}: '${unknown}' is not a role; the roles are ${CANONICAL_ROLES.join(
        ', ',
      )}.`,
    );
  }
  if (requirement?.tenantWide && trail?.mutation) {
    throw new Error(
      `${name}: a tenant-wide method reads only; leave out audit.mutation or auth.tenant_wide.`,
    );
  }
  return {
    method,
    name,
    auth: requirement && {
      roles: requirement.roles,
      scopes: requirement.scopes,
    },
    tenantWide: requirement?.tenantWide ?? false,
    rateLimit: {
      requestsPerMinute:
        limit?.requestsPerMinute || DEFAULT_REQUESTS_PER_MINUTE,
      burst: limit?.burst || DEFAULT_BURST,
    },
    p95Ms: latency?.p95Ms || undefined,
    deadlineMs: latency?.deadlineMs || DEFAULT_DEADLINE_MS,
    action: trail?.action || method.name,
    resourceType: trail?.resourceType || method.parent.name,
    mutation: trail?.mutation ?? false,
  };
}
