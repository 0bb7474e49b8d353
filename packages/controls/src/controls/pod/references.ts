import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import {
  describeSelector,
  selectorAt,
  selectorOfMap,
  selects,
  type Selector,
} from '../../facts/manifests/selector';
import { workloadsOf, type Workload } from '../../facts/manifests/workload';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  textMapAt,
  valueAt,
  type Node,
} from '../../facts/manifests/yaml/node';
import { declaresPort } from './probes';

const CONTROLLERS =
  /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|ReplicationController)$/;

/** Labels that a controller selects its pods by must be on the pods of its own template. */
export function* ownSelectorProblems({
  manifest,
  title,
  labels,
}: Workload): Generator<ManifestProblem> {
  const { kind, root } = manifest;
  if (!CONTROLLERS.test(kind)) return;
  const selector =
    kind === 'ReplicationController'
      ? selectorOfMap(at(root, 'spec', 'selector'))
      : selectorAt(root, 'spec', 'selector');
  if (selector !== undefined && selects(selector, labels)) return;
  yield {
    place: placeAt(root, 'spec', 'selector'),
    subject: `${title} selector`,
    message: `${title} does not select the pods that it makes`,
  };
}

/** Pods of other owners that a selector may mean: those that an operator makes for a database. */
function meansDatabase(set: ManifestSet, selector: Selector): boolean {
  return set.manifests.some(
    ({ group, kind, name }) =>
      group === 'postgresql.cnpg.io' &&
      (kind === 'Cluster' || kind === 'Pooler') &&
      selector.requirements.some(
        ({ key, values }) =>
          key.startsWith('cnpg.io/') && values.includes(name),
      ),
  );
}

function selectedBy(set: ManifestSet, selector: Selector): readonly Workload[] {
  return workloadsOf(set.manifests).filter(({ labels }) =>
    selects(selector, labels),
  );
}

function* portProblems(
  service: Manifest,
  pods: readonly Workload[],
): Generator<ManifestProblem> {
  for (const port of itemsAt(service.root, 'spec', 'ports')) {
    const target = at(port, 'targetPort') ?? at(port, 'port');
    const value = valueAt(target);
    if (
      target === undefined ||
      value === undefined ||
      typeof value === 'boolean'
    )
      continue;
    const lacking = pods.filter(
      ({ containers }) =>
        !containers.some(({ node }) => declaresPort(node, value)),
    );
    const [first] = lacking;
    if (first === undefined) continue;
    const more = lacking.length - 1;
    yield {
      place: target.place,
      subject: `Service/${service.name} port ${value}`,
      message: `Service/${service.name} sends calls to the port ${value} of ${
        first.title
      }${
        more === 0 ? ', which has none' : ` and ${more} more, which have none`
      }`,
    };
  }
}

/** A Service sends calls to pods that exist and have its ports. */
export function* serviceProblems(
  service: Manifest,
  set: ManifestSet,
): Generator<ManifestProblem> {
  const node = at(service.root, 'spec', 'selector');
  if (node === undefined) {
    if (textAt(service.root, 'spec', 'type') === 'ExternalName') return;
    yield {
      place: placeAt(service.root, 'spec', 'selector'),
      subject: `Service/${service.name} selector`,
      message: `Service/${service.name} selects no pod: whoever makes endpoints for it takes its calls`,
    };
    return;
  }
  const selector = selectorOfMap(node);
  const pods = selectedBy(set, selector);
  if (pods.length === 0 && !meansDatabase(set, selector)) {
    yield {
      place: node.place,
      subject: `Service/${service.name} selector`,
      message: `Service/${service.name} selects no pod (${describeSelector(
        selector,
      )})`,
    };
  }
  yield* portProblems(service, pods);
}

/** A budget is for pods that exist. */
export function* budgetProblems(
  { name, root }: Manifest,
  set: ManifestSet,
): Generator<ManifestProblem> {
  const selector = selectorAt(root, 'spec', 'selector');
  if (
    selector !== undefined &&
    (selectedBy(set, selector).length > 0 || meansDatabase(set, selector))
  ) {
    return;
  }
  yield {
    place: placeAt(root, 'spec', 'selector'),
    subject: `PodDisruptionBudget/${name} selector`,
    message: `PodDisruptionBudget/${name} selects no pod`,
  };
}

/** A monitor fetches metrics from Services, or pods, and ports that exist. */
export function* monitorProblems(
  { kind, name, root }: Manifest,
  set: ManifestSet,
): Generator<ManifestProblem> {
  const selector = selectorAt(root, 'spec', 'selector');
  const services =
    selector === undefined
      ? []
      : set.manifests.filter(
          object =>
            object.kind === 'Service' &&
            selects(selector, textMapAt(object.root, 'metadata', 'labels')),
        );
  const pods =
    kind === 'PodMonitor' && selector !== undefined
      ? selectedBy(set, selector)
      : [];
  const meant =
    kind === 'PodMonitor'
      ? pods.length > 0 ||
        (selector !== undefined && meansDatabase(set, selector))
      : services.length > 0;
  if (!meant) {
    yield {
      place: placeAt(root, 'spec', 'selector'),
      subject: `${kind}/${name} selector`,
      message: `${kind}/${name} selects nothing, so that no metrics are fetched`,
    };
    return;
  }
  if (kind !== 'ServiceMonitor') return;
  for (const endpoint of itemsAt(root, 'spec', 'endpoints')) {
    const port = at(endpoint, 'port');
    const has = services.some(service =>
      itemsAt(service.root, 'spec', 'ports').some(
        declared => valueAt(declared, 'name') === valueAt(port),
      ),
    );
    if (port !== undefined && !has) {
      yield {
        place: port.place,
        subject: `${kind}/${name} port ${textAt(port)}`,
        message: `${kind}/${name} fetches metrics at the port ${textAt(
          port,
        )}, which its Service does not have`,
      };
    }
  }
}

/** What an autoscaler scales exists. */
export function* autoscalerProblems(
  { name, root }: Manifest,
  set: ManifestSet,
): Generator<ManifestProblem> {
  const target = at(root, 'spec', 'scaleTargetRef', 'name');
  const kind = textAt(root, 'spec', 'scaleTargetRef', 'kind');
  const exists = set.manifests.some(
    manifest => manifest.kind === kind && manifest.name === textAt(target),
  );
  if (target === undefined || exists) return;
  yield {
    place: target.place,
    subject: `HorizontalPodAutoscaler/${name} target`,
    message: `HorizontalPodAutoscaler/${name} scales ${kind}/${textAt(
      target,
    )}, which is not deployed`,
  };
}

interface Backend {
  readonly service: Node;
  readonly namespace?: string;
  readonly port?: string | number | boolean;
}

function backendsOf({ kind, root }: Manifest): readonly Backend[] {
  const rules = itemsAt(root, 'spec', 'rules');
  if (kind === 'Ingress') {
    const backends = [
      at(root, 'spec', 'defaultBackend'),
      ...rules.flatMap(rule =>
        itemsAt(rule, 'http', 'paths').map(path => at(path, 'backend')),
      ),
    ];
    return backends.flatMap(backend => {
      const service = at(backend, 'service', 'name');
      const port =
        valueAt(backend, 'service', 'port', 'number') ??
        valueAt(backend, 'service', 'port', 'name');
      return service === undefined
        ? []
        : [{ service, ...(port === undefined ? {} : { port }) }];
    });
  }
  return rules.flatMap(rule =>
    itemsAt(rule, 'backendRefs').flatMap(backend => {
      const service = at(backend, 'name');
      const kindOfBackend = textAt(backend, 'kind') ?? 'Service';
      const namespace = textAt(backend, 'namespace');
      const port = valueAt(backend, 'port');
      return service === undefined || kindOfBackend !== 'Service'
        ? []
        : [
            {
              service,
              ...(namespace === undefined ? {} : { namespace }),
              ...(port === undefined ? {} : { port }),
            },
          ];
    }),
  );
}

/** A route leads to a Service and a port that exist. */
export function* routeProblems(
  route: Manifest,
  set: ManifestSet,
): Generator<ManifestProblem> {
  const { kind, name } = route;
  for (const { service, port, namespace } of backendsOf(route)) {
    // A Service of another namespace is deployed by somebody else.
    if (namespace !== undefined && namespace !== route.namespace) continue;
    const found = set.manifests.find(
      object => object.kind === 'Service' && object.name === textAt(service),
    );
    const known =
      found !== undefined &&
      (port === undefined ||
        itemsAt(found.root, 'spec', 'ports').some(
          declared =>
            valueAt(declared, 'port') === port ||
            valueAt(declared, 'name') === port,
        ));
    if (known) continue;
    yield {
      place: service.place,
      subject: `${kind}/${name} backend ${textAt(service)} ${port ?? ''}`,
      message: `${kind}/${name} leads to Service/${textAt(service)}${
        port === undefined ? '' : `, port ${port}`
      }, which is not deployed`,
    };
  }
}
