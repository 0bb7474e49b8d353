import { manifestsOf } from '../manifest';
import { parseYaml } from '../yaml/parse-yaml';
import { parseBlock } from './cidr';
import {
  isAllowed,
  type Endpoint,
  type Network,
  type NetworkPod,
} from './connection';
import { networkPolicyOf, type Protocol } from './policy';

function pod(
  namespace: string,
  app: string,
  ports: NetworkPod['ports'] = [],
): NetworkPod {
  return {
    type: 'pod',
    name: app,
    namespace,
    labels: new Map([['app', app]]),
    ports,
  };
}

const service = pod('own', 'service', [
  { name: 'rpc', port: 8443, protocol: 'TCP' },
]);
const peer = pod('own', 'peer');
const stranger = pod('other', 'peer');
const internet: Endpoint = { type: 'address', address: '8.8.8.8' };
const metadata: Endpoint = { type: 'address', address: '169.254.169.254' };

/** A network with one policy for the service. */
function network(spec: string): Network {
  const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: tested, namespace: own }
spec: { podSelector: { matchLabels: { app: service } }, ${spec} }
`;
  return {
    policies: parseYaml(policy, 'policy.yaml')
      .flatMap(manifestsOf)
      .map(manifest => networkPolicyOf(manifest, 'own')),
    namespaces: new Map([
      ['own', new Map([['team', 'a']])],
      ['other', new Map([['team', 'a']])],
    ]),
  };
}

function reaches(
  spec: string,
  from: Endpoint,
  to: Endpoint,
  port = 8443,
  protocol: Protocol = 'TCP',
): boolean {
  return isAllowed(network(spec), { from, to, protocol, port });
}

describe('a network policy', () => {
  it.each<[string, string, Endpoint, Endpoint, boolean]>([
    [
      'lets everybody in by an empty list',
      'ingress: [{ from: [] }]',
      internet,
      service,
      true,
    ],
    [
      'lets everybody in by a rule of nothing',
      'ingress: [{}]',
      stranger,
      service,
      true,
    ],
    ['lets nobody in without rules', 'ingress: []', peer, service, false],
    [
      'leaves egress open where nothing speaks of it',
      'ingress: []',
      service,
      internet,
      true,
    ],
    [
      'leaves egress open where its rules are none',
      'egress: []',
      service,
      internet,
      true,
    ],
    [
      'keeps egress closed by its type',
      'policyTypes: [Egress]',
      service,
      internet,
      false,
    ],
    [
      'leaves ingress open where its types leave it out',
      'policyTypes: [Egress], ingress: []',
      peer,
      service,
      true,
    ],
    [
      'does not hold for other pods',
      'policyTypes: [Ingress, Egress]',
      stranger,
      peer,
      true,
    ],
    [
      'never keeps a pod from itself',
      'policyTypes: [Ingress, Egress]',
      service,
      service,
      true,
    ],
    [
      'means its own namespace by pods alone',
      'ingress: [{ from: [{ podSelector: {} }] }]',
      stranger,
      service,
      false,
    ],
    [
      'means any pod by namespaces alone',
      'ingress: [{ from: [{ namespaceSelector: {} }] }]',
      stranger,
      service,
      true,
    ],
    [
      'means both at once in one peer',
      'ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: other } }, podSelector: { matchLabels: { app: gateway } } }] }]',
      stranger,
      service,
      false,
    ],
    [
      'means either in two peers',
      'ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: other } } }, { podSelector: { matchLabels: { app: gateway } } }] }]',
      stranger,
      service,
      true,
    ],
    [
      'takes a missing key for none of the values',
      'ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: evil, operator: NotIn, values: ["yes"] }] } }] }]',
      peer,
      service,
      true,
    ],
    [
      'means no pod by addresses',
      'ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]',
      peer,
      service,
      false,
    ],
    [
      'means the metadata service by all addresses',
      'egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }]',
      service,
      metadata,
      true,
    ],
    [
      'leaves exceptions out',
      'egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [169.254.0.0/16] } }] }]',
      service,
      metadata,
      false,
    ],
    [
      'means nobody by a selector with an operator that there is not',
      'ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: Matches }] } }] }]',
      peer,
      service,
      false,
    ],
  ])('%s', (_, spec, from, to, allowed) => {
    expect(reaches(spec, from, to)).toBe(allowed);
  });

  it.each<[string, string, number, Protocol, boolean]>([
    ['every port by an empty list', '[]', 1, 'SCTP', true],
    ['TCP where no protocol stands', '[{ port: 53 }]', 53, 'UDP', false],
    ['every port of a protocol', '[{ protocol: UDP }]', 1, 'UDP', true],
    ['a range', '[{ port: 8000, endPort: 9000 }]', 8443, 'TCP', true],
    [
      'what a range leaves out',
      '[{ port: 8000, endPort: 8100 }]',
      8443,
      'TCP',
      false,
    ],
    ['the port of a name', '[{ port: rpc }]', 8443, 'TCP', true],
    [
      'no port by a name that the pod does not have',
      '[{ port: grpc }]',
      8443,
      'TCP',
      false,
    ],
    [
      'no port by a name of another protocol',
      '[{ port: rpc, protocol: UDP }]',
      8443,
      'UDP',
      false,
    ],
  ])('means %s', (_, ports, port, protocol, allowed) => {
    expect(
      reaches(`ingress: [{ ports: ${ports} }]`, peer, service, port, protocol),
    ).toBe(allowed);
  });
});

describe('a block of addresses', () => {
  it.each([
    ['10.0.0.0/8', 4],
    ['10.1.2.3', 4],
    ['::/0', 6],
    ['fd00:ec2::254', 6],
    ['::ffff:10.0.0.1/128', 6],
  ])('can be %s', (text, version) => {
    expect(parseBlock(text)?.version).toBe(version);
  });

  it.each([
    '10.0.0/8',
    '256.0.0.1',
    '10.0.0.0/33',
    '::1::',
    'x',
    '1.2.3.4/8/8',
    '',
  ])('cannot be %s', text => {
    expect(parseBlock(text)).toBeUndefined();
  });
});
