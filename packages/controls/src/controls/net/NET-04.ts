import { defineControl } from '../../control/control';
import type { ManifestProblem } from '../../facts/manifests/manifest-findings';
import { overlaps, parseBlock } from '../../facts/manifests/network/cidr';
import { rulesOf } from './excess';
import { inEachNetwork } from './in-each-network';
import type { NetworkView } from './network-view';

/** Where clouds hand out a machine's credentials. */
const METADATA_SERVICES = ['169.254.169.254', 'fd00:ec2::254'];

function reachesMetadata(block: string, except: readonly string[]): boolean {
  const blocks = [block, ...except].map(parseBlock);
  const [outer, ...excepted] = blocks;
  return METADATA_SERVICES.some(address => {
    const service = parseBlock(address);
    return (
      service !== undefined &&
      outer !== undefined &&
      overlaps(outer, service) &&
      !excepted.some(inner => inner !== undefined && overlaps(inner, service))
    );
  });
}

function* toTheWorld(view: NetworkView): Generator<ManifestProblem> {
  for (const direction of ['ingress', 'egress'] as const) {
    const verb = direction === 'ingress' ? 'lets in' : 'lets out to';
    for (const { policy, rule, index } of rulesOf(view, direction)) {
      const subject = `NetworkPolicy/${policy.name} ${direction} ${index}`;
      if (rule.peers === undefined) {
        yield {
          place: rule.place,
          subject: `${subject} everybody`,
          message: `NetworkPolicy/${policy.name} ${verb} everybody, inside the cluster and outside: a rule that names no peer means all`,
        };
      }
      for (const peer of rule.peers ?? []) {
        if (peer.type !== 'addresses') continue;
        yield {
          place: peer.place,
          subject: `${subject} ${peer.block}`,
          message: `NetworkPolicy/${policy.name} ${verb} the addresses ${
            peer.block
          }${
            direction === 'egress' && reachesMetadata(peer.block, peer.except)
              ? ", the metadata service with the machine's credentials among them"
              : ''
          }`,
        };
      }
    }
  }
}

export default defineControl({
  id: 'NET-04',
  title: 'No policy lets in or out whoever has some address',
  layer: 'infra',
  severity: 'critical',
  source: { sections: ['§3.1', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "Addresses name nobody: 0.0.0.0/0 is the internet, where stolen data goes, and the cloud's metadata service, where credentials come from. A rule with an empty list of peers means the same.",
  remediation:
    'Name pods by their labels and namespace; what lies outside the cluster is reached through the gateway.',
  needs: ['manifests'],
  evaluate: ({ manifests }) => inEachNetwork(manifests, toTheWorld),
});
