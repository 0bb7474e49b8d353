import { defineControl } from '../../control/control';
import { placeAt, valueAt } from '../../facts/manifests/yaml/node';
import { inEachWorkload } from './in-each-workload';

const NEEDED = [
  ['requests', 'cpu'],
  ['requests', 'memory'],
  ['limits', 'cpu'],
  ['limits', 'memory'],
] as const;

/** A quantity of nothing, as `0` or `0Mi`, is the same as none. */
function isNothing(quantity: string | number | boolean | undefined): boolean {
  return quantity === undefined || Number.parseFloat(`${quantity}`) === 0;
}

export default defineControl({
  id: 'POD-16',
  title:
    'Every container asks for processor and memory, and is limited in both',
  layer: 'infra',
  severity: 'medium',
  source: { sections: ['§2.5', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A container without limits takes what its neighbours need: one tenant's load, or an intruder's, becomes everybody's outage.",
  remediation:
    'Set resources.requests and resources.limits, each with cpu and memory.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachWorkload(manifests, ({ title, containers }) =>
      containers
        // Ephemeral containers cannot have resources.
        .filter(({ sort }) => sort !== 'ephemeralContainers')
        .flatMap(({ name, node }) =>
          NEEDED.filter(path =>
            isNothing(valueAt(node, 'resources', ...path)),
          ).map(path => ({
            place: placeAt(node, 'resources', ...path),
            subject: `${title} ${name} ${path.join('.')}`,
            message: `${title}: ${name} has no resources.${path.join('.')}`,
          })),
        ),
    ),
});
