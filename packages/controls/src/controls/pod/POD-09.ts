import { defineControl } from '../../control/control';
import { at, itemsAt, textAt } from '../../facts/manifests/yaml/node';
import { inEachWorkload } from './in-each-workload';
import { podSecurityViolations } from './pod-security';

export default defineControl({
  id: 'POD-09',
  title:
    "Pods take no port of the host and give no host's name or address another meaning",
  layer: 'infra',
  severity: 'high',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: [
      'Kubernetes PSS baseline',
      'CIS Kubernetes Benchmark 1.8 5.2.13',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A port of the host passes by the network policies; a host alias sends the service to another identity provider or database; a probe with a host of its own makes the kubelet call any address.',
  remediation:
    'Remove hostPort, hostAliases, a DNS configuration of its own, and the host of probes and hooks.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachWorkload(manifests, workload => {
      const { pod, title } = workload;
      const aliases = itemsAt(pod, 'hostAliases').map(alias => ({
        place: alias.place,
        subject: `${title} host alias ${textAt(alias, 'ip')}`,
        message: `${title}: gives names the address ${textAt(
          alias,
          'ip',
        )} past DNS`,
      }));
      const servers = itemsAt(pod, 'dnsConfig', 'nameservers').map(server => ({
        place: server.place,
        subject: `${title} name server ${textAt(server)}`,
        message: `${title}: asks the name server ${textAt(
          server,
        )} and not the cluster's`,
      }));
      const policy = at(pod, 'dnsPolicy');
      const otherDns =
        policy !== undefined &&
        !['ClusterFirst', 'None'].includes(textAt(policy) ?? '')
          ? [
              {
                place: policy.place,
                subject: `${title} DNS policy`,
                message: `${title}: looks names up with the DNS policy ${textAt(
                  policy,
                )}`,
              },
            ]
          : [];
      return [
        ...podSecurityViolations(workload).filter(
          ({ check }) => check === 'host-ports' || check === 'host-probes',
        ),
        ...aliases,
        ...servers,
        ...otherDns,
      ];
    }),
});
