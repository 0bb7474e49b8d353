import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { at, environments, list, manifestsIn, manifestsOf, podTemplate, service, text, type Value } from './manifest-tree.js';

const APP = 'app.kubernetes.io/name';
const COMPONENT = 'app.kubernetes.io/component';
const database = `${service.name}-postgres`;

/** `service`, `service|dispatcher`, `*` for all of the service's pods, or the labels themselves. */
function pods(selector: Value | undefined): string {
  const labels = { ...(at(selector, 'matchLabels') as Record<string, string> | undefined) };
  const expressions = list(selector, 'matchExpressions').map(expression => {
    assert.equal(at(expression, 'operator'), 'In');
    return `${text(at(expression, 'key'))} in ${list(expression, 'values').map(text).join('|')}`;
  });
  const own = labels[APP] === service.name;
  if (own) {
    delete labels[APP];
  }
  const rest = [...Object.entries(labels).map(([key, value]) => `${key}=${value}`), ...expressions].join(',');
  return own ? rest.replace(`${COMPONENT}=`, '').replace(`${COMPONENT} in `, '') || '*' : rest;
}

function peer(value: Value): string {
  const namespace = at(value, 'namespaceSelector', 'matchLabels', 'kubernetes.io/metadata.name');
  const known = Object.keys(value as object).every(key => ['namespaceSelector', 'podSelector'].includes(key));
  assert.ok(known && at(value, 'podSelector') !== undefined, `not a peer that names pods: ${JSON.stringify(value)}`);
  return namespace === undefined ? pods(at(value, 'podSelector')) : `${text(namespace)}/${pods(at(value, 'podSelector'))}`;
}

/** What an environment lets through, one line for each pods, direction, peer and port. */
function allowed(environment: string): string[] {
  const policies = manifestsOf(environment).filter(({ kind }) => kind === 'NetworkPolicy');
  const lines = policies.flatMap(({ body, name }) => {
    const subject = pods(at(body, 'spec', 'podSelector'));
    return (['ingress', 'egress'] as const).flatMap(direction => {
      const rules = list(body, 'spec', direction);
      const type = direction === 'ingress' ? 'Ingress' : 'Egress';
      assert.ok(rules.length === 0 || list(body, 'spec', 'policyTypes').includes(type), `${name}: ${type} is not among its types`);
      return rules.flatMap(rule => {
        const peers = list(rule, direction === 'ingress' ? 'from' : 'to');
        const ports = list(rule, 'ports');
        // An empty list would mean everybody, or every port.
        assert.ok(peers.length > 0 && ports.length > 0, `${name}: a rule without peers or ports lets everything through`);
        return peers.flatMap(one =>
          ports.map(port => {
            assert.equal(at(port, 'endPort'), undefined, `${name}: a range of ports`);
            return `${subject} ${direction} ${peer(one)} ${text(at(port, 'protocol'))}/${JSON.stringify(at(port, 'port'))}`;
          }),
        );
      });
    });
  });
  return lines.sort();
}

describe('network of the deployment', () => {
  it('denies both ways what no policy allows, for every pod of the service', () => {
    const deny = manifestsIn('deploy/base').find(({ name }) => name === `${service.name}-default-deny`)?.body;
    assert.deepEqual(at(deny, 'spec'), {
      podSelector: { matchLabels: { [APP]: service.name } },
      policyTypes: ['Ingress', 'Egress'],
    });
    const templates = manifestsIn('deploy').map(podTemplate).filter(template => template !== undefined);
    assert.equal(templates.length, 3);
    for (const template of templates) {
      assert.equal(at(template, 'metadata', 'labels', APP), service.name);
    }
  });

  for (const environment of environments) {
    const platform = `ameide-${environment}`;
    const gateway = `${platform}/gateway.networking.k8s.io/gateway-name=ameide TCP/8443`;
    it(`allows exactly what is needed in ${environment}`, () => {
      const expected = [
        '* egress kube-system/k8s-app=kube-dns TCP/53',
        '* egress kube-system/k8s-app=kube-dns UDP/53',
        `service|dispatcher|migration egress cnpg.io/cluster=${database} TCP/5432`,
        `cnpg.io/cluster=${database} ingress service|dispatcher|migration TCP/5432`,
        `cnpg.io/cluster=${database} ingress cnpg.io/cluster=${database} TCP/5432`,
        `cnpg.io/cluster=${database} ingress cnpg.io/cluster=${database} TCP/8000`,
        `cnpg.io/cluster=${database} ingress cnpg-system/app.kubernetes.io/name=cloudnative-pg TCP/8000`,
        `service ingress ${gateway}`,
        `service ingress ${platform}/app.kubernetes.io/name=prometheus TCP/9443`,
        `service egress ${platform}/app=keycloak TCP/8443`,
        `service egress ${platform}/app.kubernetes.io/name=otel-collector TCP/4317`,
        `dispatcher egress ${platform}/app=keycloak TCP/8443`,
        `dispatcher egress ${gateway}`,
        // Only a service that depends on others calls through the gateway.
        ...(service.dependencies.length > 0 ? [`service egress ${gateway}`] : []),
      ];
      assert.deepEqual(allowed(environment), expected.sort());
    });
  }

  it('exposes nothing but by the gateway', () => {
    const manifests = manifestsIn('deploy');
    const services = manifests.filter(({ kind }) => kind === 'Service');
    assert.deepEqual(services.map(({ body }) => at(body, 'spec', 'type')), ['ClusterIP']);
    assert.equal(at(services[0]?.body, 'spec', 'externalIPs'), undefined);
    assert.deepEqual(manifests.filter(({ kind }) => kind === 'Ingress'), []);
  });
});
