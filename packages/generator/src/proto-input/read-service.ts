import * as protobuf from 'protobufjs';
import { pluralOf } from '../casing';
import type { Report } from './report';

/**
 * A given .proto may have a service block, but only with the methods that every
 * service has: what a method does comes from the template, so that its
 * security is known. Their requests and responses come from the template too.
 */
export function checkServices(
  declarations: readonly protobuf.ReflectionObject[],
  serviceName: string,
  aggregates: readonly { readonly name: string }[],
  report: Report,
) {
  const standard = new Map<string, boolean>();
  for (const { name } of aggregates) {
    const plural = pluralOf(name);
    for (const method of [
      `Create${name}`,
      `Get${name}`,
      `List${plural}`,
      `Update${name}`,
      `List${plural}AcrossOrganizations`,
    ]) {
      standard.set(method, false);
    }
    standard.set(`Export${plural}`, true);
  }
  for (const service of declarations) {
    if (!(service instanceof protobuf.Service)) continue;
    if (service.name !== serviceName) {
      report(service.name, `the service of this input is named ${serviceName}`);
    }
    for (const method of service.methodsArray) {
      const place = `${service.name}.${method.name}`;
      const streams = standard.get(method.name);
      if (streams === undefined) {
        report(
          place,
          `is not one of the standard methods, which are ${[
            ...standard.keys(),
          ].join(', ')}; remove it`,
        );
        continue;
      }
      if (
        method.requestType !== `${method.name}Request` ||
        method.responseType !== `${method.name}Response`
      ) {
        report(
          place,
          `must take ${method.name}Request and return ${method.name}Response`,
        );
      }
      if (
        Boolean(method.requestStream) ||
        Boolean(method.responseStream) !== streams
      ) {
        report(place, streams ? 'must return a stream' : 'must not stream');
      }
      if (method.options) {
        report(
          place,
          'has options; requirement, limit, budget and audit of a standard method come from the template, remove them',
        );
      }
    }
  }
}

/** Names of the lists across organisations that a service block asks for. */
export function acrossOrganizationsLists(
  declarations: readonly protobuf.ReflectionObject[],
): string[] {
  return declarations.flatMap(service =>
    service instanceof protobuf.Service
      ? service.methodsArray
          .map(method => method.name)
          .filter(name => name.endsWith('AcrossOrganizations'))
      : [],
  );
}
