import { defineControl } from '../../control/control';
import { excessOf } from './excess';
import { inEachNetwork } from './in-each-network';

export default defineControl({
  id: 'NET-02',
  title:
    'Only the gateway, the scraper and the service itself are let in, each at its own ports',
  layer: 'infra',
  severity: 'high',
  source: { sections: ['§2.3', '§3.2', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Calls that do not come through the gateway pass by its authentication, limits and logs; every pod that is let in is one from which the service can be attacked.',
  remediation:
    "Name the gateway's pods and namespace in one peer, with the ports that the description exposes; the scraper likewise for its port.",
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) =>
    inEachNetwork(manifests, view =>
      excessOf(view, metadata.description, 'ingress'),
    ),
});
