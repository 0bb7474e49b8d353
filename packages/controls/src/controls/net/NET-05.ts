import { defineControl } from '../../control/control';
import { inEachNetwork } from './in-each-network';
import { shortageOf } from './shortage';

export default defineControl({
  id: 'NET-05',
  title:
    'The policies allow every connection that the service needs, DNS over UDP and TCP among them',
  layer: 'infra',
  severity: 'medium',
  source: { sections: ['§8.2', '§9'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A service that cannot reach what it needs is down, or worse, runs without its traces; whoever mends that in a hurry opens everything.',
  remediation:
    'Allow the connection at both ends: protocol and port of the pod, not of its Service.',
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) =>
    inEachNetwork(manifests, view => shortageOf(view, metadata.description)),
});
