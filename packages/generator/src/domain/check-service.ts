import { formatPath, type Problem } from '../problem';
import type { DomainInput } from './input';
import { reservedServiceReason } from './reserved-names';

/** What the shape of an input cannot say about the service itself. */
export function checkService(input: Partial<DomainInput>): Problem[] {
  const problems: Problem[] = [];
  const report = (path: readonly PropertyKey[], message: string) =>
    problems.push({ path: formatPath(path), message });

  if (input.service !== undefined) {
    const reason = reservedServiceReason(input.service);
    if (reason !== undefined) report(['service'], reason);
  }
  input.databasePlans?.forEach((plan, index, plans) => {
    if (plans.indexOf(plan) !== index)
      report(['databasePlans', index], `${plan} is there twice; remove one`);
  });
  input.dependencies?.forEach(({ service }, index, dependencies) => {
    const path = ['dependencies', index, 'service'];
    if (service === input.service)
      report(path, 'a service does not depend on itself; remove it');
    if (dependencies.findIndex(other => other.service === service) !== index) {
      report(path, `${service} is there twice; remove one`);
    }
  });
  if (input.exposure === 'internal' && input.corsOrigins !== undefined) {
    report(
      ['corsOrigins'],
      'applies only when exposure is platform-ui; remove it',
    );
  }
  if (input.exposure === 'platform-ui' && input.corsOrigins === undefined) {
    report(
      ['corsOrigins'],
      'is missing; exposure platform-ui needs the web origins that may call, such as https://app.example.com',
    );
  }
  input.corsOrigins?.forEach((origin, index, origins) => {
    const path = ['corsOrigins', index];
    if (!isExactOrigin(origin)) {
      report(
        path,
        'is not an exact https origin; write it like https://app.example.com, without path, wildcard or standard port',
      );
    } else if (origins.indexOf(origin) !== index) {
      report(path, `${origin} is there twice; remove one`);
    }
  });
  return problems;
}

function isExactOrigin(text: string): boolean {
  if (!/^https:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(text)) return false;
  return URL.canParse(text) && new URL(text).origin === text;
}
