import { isDeviceName } from '../device-names';

/** Why the package of a given .proto cannot be used, if it cannot. */
export function packageProblem(
  name: string,
  context: { readonly tenant: boolean },
): string | undefined {
  if (name === '') {
    return 'has no package; add one that ends in a version, such as package ameide.orders.v1;';
  }
  if (
    !/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(name) ||
    !/\.v[1-9][0-9]*(alpha[1-9]|beta[1-9])?$/.test(name)
  ) {
    return `the package ${name} must be lower-case words joined by dots that end in a version, such as ameide.orders.v1`;
  }
  if (name.length > 150) return 'the package must have at most 150 characters';
  const segments = name.split('.');
  if (
    name.startsWith('ameide.common.') ||
    ['google', 'buf'].some(taken => segments.includes(taken))
  ) {
    return `the package ${name} belongs to others; choose one of your own`;
  }
  const device = segments.find(isDeviceName);
  if (device !== undefined) {
    return `the package ${name} has the word ${device}, which Windows takes for a device and not for a folder; choose another`;
  }
  if (segments.slice(1).includes('ameide')) {
    return `the package ${name} hides ameide.common.v1; use ameide only as its first word`;
  }
  if (context.tenant && segments[0] === 'ameide') {
    return `the package ${name} belongs to the platform; a tenant's package does not begin with ameide`;
  }
  return undefined;
}
