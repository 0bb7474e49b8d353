import { defineControl } from '../../control/control';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import type { Container, Workload } from '../../facts/manifests/workload';
import { at, placeAt, valueAt } from '../../facts/manifests/yaml/node';
import { inEachWorkload } from './in-each-workload';
import { asks, declaresPort, portOfProbe, runsOn, serves } from './probes';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;

function* problemsOf(
  { title }: Workload,
  { name, node }: Container,
): Generator<ManifestProblem> {
  for (const kind of PROBES) {
    const probe = at(node, kind);
    if (!asks(probe)) {
      if (kind === 'startupProbe' && probe === undefined) continue;
      yield {
        place: placeAt(node, kind),
        subject: `${title} ${name} ${kind}`,
        message: `${title}: ${name} has no ${kind}`,
      };
      continue;
    }
    const port = portOfProbe(probe);
    const value = valueAt(port);
    if (port === undefined || typeof value === 'boolean') continue;
    if (value !== undefined && !declaresPort(node, value)) {
      yield {
        place: port.place,
        subject: `${title} ${name} ${kind} port`,
        message: `${title}: the ${kind} of ${name} asks at ${value}, a port that it does not declare`,
      };
    }
  }
}

export default defineControl({
  id: 'POD-17',
  title: 'Every container that serves is probed, at ports that it has',
  layer: 'infra',
  severity: 'low',
  source: { sections: ['§8.2', '§9'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Without a readiness probe calls go to pods that cannot answer yet; without a liveness probe one that hangs is never replaced; a probe at a port that nobody listens on stops the service.',
  remediation:
    'Give each container a livenessProbe and a readinessProbe at one of its ports.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachWorkload(manifests, workload =>
      runsOn(workload)
        ? workload.containers
            .filter(serves)
            .flatMap(container => [...problemsOf(workload, container)])
        : [],
    ),
});
