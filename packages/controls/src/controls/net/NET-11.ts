import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  itemsAt,
  placeAt,
  textAt,
  valueAt,
} from '../../facts/manifests/yaml/node';
import type { ServiceDescription } from '../../facts/metadata/service-description';

type Exposure = ServiceDescription['ports'][number]['exposure'];

/** What the description says of the port that a route leads to; undefined for one that it does not name. */
function exposureOf(
  description: ServiceDescription,
  services: readonly Manifest[],
  backend: { readonly service: string; readonly port: unknown },
): Exposure | undefined {
  const service = services.find(({ name }) => name === backend.service);
  const servicePort = itemsAt(service?.root, 'spec', 'ports').find(
    port => valueAt(port, 'port') === backend.port,
  );
  const target =
    valueAt(servicePort, 'targetPort') ??
    valueAt(servicePort, 'port') ??
    backend.port;
  return description.ports.find(
    ({ name, port }) => name === target || port === target,
  )?.exposure;
}

function* problemsOf(
  route: Manifest,
  description: ServiceDescription,
  services: readonly Manifest[],
): Generator<ManifestProblem> {
  const title = `${route.kind}/${route.name}`;
  for (const rule of itemsAt(route.root, 'spec', 'rules')) {
    for (const backend of itemsAt(rule, 'backendRefs')) {
      const service = textAt(backend, 'name') ?? '';
      const port = valueAt(backend, 'port');
      const exposure = exposureOf(description, services, { service, port });
      if (exposure === undefined || exposure === 'scraper') {
        yield {
          place: placeAt(backend, 'port'),
          subject: `${title} ${service} ${port}`,
          message: `${title} leads callers to the port ${port} of ${service}, which the service does not expose to the gateway`,
        };
        continue;
      }
      if (exposure === 'platform-ui') continue;
      for (const parent of itemsAt(route.root, 'spec', 'parentRefs')) {
        const section = textAt(parent, 'sectionName');
        if (section !== undefined && section !== 'web') continue;
        yield {
          place: placeAt(parent, 'sectionName'),
          subject: `${title} ${section ?? 'every listener'}`,
          message: `${title} serves ${
            section === undefined
              ? 'every listener, that of browsers too'
              : 'browsers'
          }, and the description says that the port is internal`,
        };
      }
    }
  }
}

export default defineControl({
  id: 'NET-11',
  title:
    'Routes lead only to ports that the service declares, for the callers that it declares',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.2', '§6'],
    standards: ['OWASP API Security Top 10 2023 API9'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A route to the port of metrics and health, or from the public listener to an internal port, opens to everybody what was written for few.',
  remediation:
    "Attach the route to the gateway's listener for the exposure that ameide.service.yaml declares, or declare another one.",
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) => {
    const { description } = metadata;
    if (description === undefined) {
      return { notApplicable: 'No description says which ports are exposed.' };
    }
    return inEachSet(manifests, set => {
      const services = set.manifests.filter(({ kind }) => kind === 'Service');
      return set.manifests
        .filter(({ kind }) => /^(?:HTTP|GRPC|TLS|TCP|UDP)Route$/.test(kind))
        .flatMap(route => [...problemsOf(route, description, services)]);
    });
  },
});
