import { defineControl } from '../../control/control';
import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  textsAt,
} from '../../facts/manifests/yaml/node';

function isPatternForAll(host: string | undefined): boolean {
  return host === undefined || host === '' || host === '*' || host === '*.';
}

function* ingressProblems({
  name,
  root,
}: Manifest): Generator<ManifestProblem> {
  const secured = itemsAt(root, 'spec', 'tls').flatMap(tls =>
    textsAt(tls, 'hosts'),
  );
  const covers = (host: string): boolean =>
    secured.some(
      known =>
        known === host ||
        (known.startsWith('*.') &&
          host.slice(host.indexOf('.')) === known.slice(1)),
    );
  const rules = itemsAt(root, 'spec', 'rules');
  for (const [index, rule] of rules.entries()) {
    const host = textAt(rule, 'host');
    if (isPatternForAll(host)) {
      yield {
        place: rule.place,
        subject: `Ingress/${name} rule ${index} host`,
        message: `Ingress/${name} takes calls to every host`,
      };
    } else if (host !== undefined && !covers(host)) {
      yield {
        place: placeAt(rule, 'host'),
        subject: `Ingress/${name} TLS ${host}`,
        message: `Ingress/${name} serves ${host} without TLS`,
      };
    }
  }
  if (rules.length === 0 || at(root, 'spec', 'defaultBackend') !== undefined) {
    yield {
      place: placeAt(root, 'spec', 'defaultBackend'),
      subject: `Ingress/${name} default`,
      message: `Ingress/${name} takes whatever no other rule takes`,
    };
  }
  const redirect = at(
    root,
    'metadata',
    'annotations',
    'nginx.ingress.kubernetes.io/ssl-redirect',
  );
  if (textAt(redirect) === 'false') {
    yield {
      place: redirect?.place ?? root.place,
      subject: `Ingress/${name} redirect`,
      message: `Ingress/${name} answers without TLS too`,
    };
  }
}

function* gatewayProblems({
  kind,
  name,
  root,
}: Manifest): Generator<ManifestProblem> {
  for (const listener of itemsAt(root, 'spec', 'listeners')) {
    const protocol = textAt(listener, 'protocol');
    const listenerName = textAt(listener, 'name');
    if (protocol !== 'HTTPS' && protocol !== 'TLS') {
      yield {
        place: placeAt(listener, 'protocol'),
        subject: `${kind}/${name} ${listenerName}`,
        message: `${kind}/${name}: its listener ${listenerName} takes ${protocol}, without TLS`,
      };
    }
    if (textAt(listener, 'allowedRoutes', 'namespaces', 'from') === 'All') {
      yield {
        place: placeAt(listener, 'allowedRoutes', 'namespaces', 'from'),
        subject: `${kind}/${name} ${listenerName} routes`,
        message: `${kind}/${name}: its listener ${listenerName} takes routes from every namespace`,
      };
    }
  }
}

function* policyProblems({ name, root }: Manifest): Generator<ManifestProblem> {
  const validation = at(root, 'spec', 'validation');
  if (textAt(validation, 'hostname') === undefined) {
    yield {
      place: placeAt(root, 'spec', 'validation'),
      subject: `BackendTLSPolicy/${name} host`,
      message: `BackendTLSPolicy/${name} does not say whose certificate the gateway expects`,
    };
  }
}

/** A scraper, or another client that a manifest configures, must verify whom it talks with. */
function* monitorProblems({
  kind,
  name,
  root,
}: Manifest): Generator<ManifestProblem> {
  const field = kind === 'PodMonitor' ? 'podMetricsEndpoints' : 'endpoints';
  for (const [index, endpoint] of itemsAt(root, 'spec', field).entries()) {
    if (textAt(endpoint, 'scheme')?.toLowerCase() !== 'https') {
      yield {
        place: placeAt(endpoint, 'scheme'),
        subject: `${kind}/${name} ${index} scheme`,
        message: `${kind}/${name} fetches metrics without TLS`,
      };
    }
    const skip = at(endpoint, 'tlsConfig', 'insecureSkipVerify');
    if (skip?.type === 'scalar' && skip.value === true) {
      yield {
        place: skip.place,
        subject: `${kind}/${name} ${index} verification`,
        message: `${kind}/${name} does not verify whom it fetches metrics from`,
      };
    }
  }
}

/** The gateway speaks TLS with a Service only where a policy says so. */
function* plainBackends(
  { kind, name, root }: Manifest,
  set: ManifestSet,
): Generator<ManifestProblem> {
  const secured = new Set(
    set.manifests
      .filter(object => object.kind === 'BackendTLSPolicy')
      .flatMap(object =>
        itemsAt(object.root, 'spec', 'targetRefs').flatMap(
          target => textAt(target, 'name') ?? [],
        ),
      ),
  );
  for (const rule of itemsAt(root, 'spec', 'rules')) {
    for (const backend of itemsAt(rule, 'backendRefs')) {
      const service = textAt(backend, 'name') ?? '';
      if (secured.has(service)) continue;
      yield {
        place: placeAt(backend, 'name'),
        subject: `${kind}/${name} backend ${service}`,
        message: `${kind}/${name}: the gateway sends calls to ${service} without TLS, because no BackendTLSPolicy is for it`,
      };
    }
  }
}

function problemsOf(
  manifest: Manifest,
  set: ManifestSet,
): Iterable<ManifestProblem> {
  switch (manifest.kind) {
    case 'Ingress':
      return ingressProblems(manifest);
    case 'Gateway':
    case 'ListenerSet':
      return manifest.group === 'gateway.networking.k8s.io'
        ? gatewayProblems(manifest)
        : [];
    case 'HTTPRoute':
    case 'GRPCRoute':
      return plainBackends(manifest, set);
    case 'BackendTLSPolicy':
      return policyProblems(manifest);
    case 'ServiceMonitor':
    case 'PodMonitor':
      return monitorProblems(manifest);
    default:
      return [];
  }
}

export default defineControl({
  id: 'NET-09',
  title: 'Every way into the service has TLS, and a host',
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§5.2', '§3.2'],
    standards: ['OWASP ASVS 5.0 V12.2.1'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Tokens and personal data that travel without TLS are read by whoever sits on the way; a rule for every host takes calls that are meant for another service.',
  remediation:
    'Use HTTPS listeners, tls entries for every host of an Ingress, and verified certificates on the way to the pods.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.flatMap(manifest => [...problemsOf(manifest, set)]),
    ),
});
