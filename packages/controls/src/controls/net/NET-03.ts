import { defineControl } from '../../control/control';
import { excessOf } from './excess';
import { inEachNetwork } from './in-each-network';

export default defineControl({
  id: 'NET-03',
  title: 'Pods reach only what the service declares that it needs',
  layer: 'infra',
  severity: 'high',
  source: { sections: ['§2.3', '§3.2', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "Whatever a pod can reach, an intruder in it can attack or send data to: other services past the gateway, another tenant's database, another environment.",
  remediation:
    'Allow DNS, the collector, the identity provider, the own database and, for declared dependencies, the gateway: each by namespace and pod labels in one peer, with its ports.',
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) =>
    inEachNetwork(manifests, view =>
      excessOf(view, metadata.description, 'egress'),
    ),
});
