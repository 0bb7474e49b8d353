import { Code, ConnectError } from '@connectrpc/connect';

import type { ServiceConfig } from '../config/service-config.js';

/** A service's databases and the plans that it supports. */
export interface PlacementRules {
  readonly config: ServiceConfig['database'];
  /** Plans that the service's definition declares. */
  readonly supportedPlans: readonly string[];
}

/** Plan under which each tenant has a database to itself. */
const DEDICATED = 'dedicated';

/**
 * Key of the database in which a tenant lives, from the operator's configuration.
 *
 * @throws ConnectError `PermissionDenied` when the tenant has no place here.
 */
export function placeTenant(
  { config, supportedPlans }: PlacementRules,
  tenantId: string,
): string {
  const tenant = Object.hasOwn(config.tenants, tenantId)
    ? config.tenants[tenantId]
    : undefined;
  const plan = tenant?.databasePlan ?? config.defaultPlan;
  if (plan === undefined || !supportedPlans.includes(plan)) {
    throw unplaced();
  }
  const key =
    tenant?.database ??
    (Object.hasOwn(config.plans, plan) ? config.plans[plan] : undefined);
  if (key === undefined || !Object.hasOwn(config.databases, key)) {
    throw unplaced();
  }
  return key;
}

/**
 * What is wrong with a placement, each problem with its path; empty when nothing is.
 * Checked at start, so that a mistake of the operator shows before a tenant does.
 */
export function placementProblems({
  config,
  supportedPlans,
}: PlacementRules): string[] {
  const problems: string[] = [];
  const known = Object.keys(config.databases);
  const checkPlan = (path: string, plan: string): void => {
    if (!supportedPlans.includes(plan)) {
      problems.push(
        `${path}: the service does not support the plan '${plan}'; it supports ${supportedPlans.join(
          ', ',
        )}.`,
      );
    }
  };
  const checkDatabase = (path: string, key: string): void => {
    if (!known.includes(key)) {
      problems.push(
        `${path}: no database is named '${key}'; the databases are ${known.join(
          ', ',
        )}.`,
      );
    }
  };
  for (const [plan, key] of Object.entries(config.plans)) {
    checkPlan(`database.plans.${plan}`, plan);
    checkDatabase(`database.plans.${plan}`, key);
  }
  if (config.defaultPlan !== undefined) {
    checkPlan('database.defaultPlan', config.defaultPlan);
    if (
      config.defaultPlan === DEDICATED ||
      !Object.hasOwn(config.plans, config.defaultPlan)
    ) {
      problems.push(
        `database.defaultPlan: '${config.defaultPlan}' must be a shared plan that database.plans lists.`,
      );
    }
  }
  const users = new Map<string, string>();
  for (const [tenantId, tenant] of Object.entries(config.tenants)) {
    const path = `database.tenants.${tenantId}`;
    checkPlan(`${path}.databasePlan`, tenant.databasePlan);
    const key = tenant.database ?? config.plans[tenant.databasePlan];
    if (key === undefined) {
      problems.push(
        `${path}: name the tenant's database, or give the plan '${tenant.databasePlan}' one in database.plans.`,
      );
      continue;
    }
    checkDatabase(`${path}.database`, key);
    const other = users.get(key);
    const isDedicated = tenant.databasePlan === DEDICATED;
    if (
      other !== undefined &&
      (isDedicated || config.tenants[other]?.databasePlan === DEDICATED)
    ) {
      problems.push(
        `${path}: the database '${key}' also serves '${other}', but the plan '${DEDICATED}' gives it to one tenant.`,
      );
    }
    users.set(key, tenantId);
  }
  for (const [tenantId, tenant] of Object.entries(config.tenants)) {
    const key = tenant.database ?? config.plans[tenant.databasePlan];
    if (
      tenant.databasePlan === DEDICATED &&
      config.defaultPlan !== undefined &&
      key === config.plans[config.defaultPlan]
    ) {
      problems.push(
        `database.tenants.${tenantId}: the database '${key}' also serves the plan '${config.defaultPlan}'.`,
      );
    }
  }
  return problems;
}

function unplaced(): ConnectError {
  return new ConnectError(
    'The tenant is not served here.',
    Code.PermissionDenied,
  );
}
