import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';

import { loadServiceConfig, type ServiceConfig } from '@ameideio/ameide-sdk-ts/node';
import { parse } from 'yaml';

import { at, environments, list, manifestsIn, manifestsOf, namespaceOf, podTemplate, service, text, textsOf, type Value } from './manifest-tree.js';

function kustomization(folder: string): Value {
  return parse(readFileSync(path.posix.join(folder, 'kustomization.yaml'), 'utf8')) as Value;
}

/** The labels that a kustomization puts on everything, pods included. */
function labelsOf(folder: string): Value | undefined {
  const [labels] = list(kustomization(folder), 'labels');
  assert.equal(at(labels, 'includeTemplates'), true);
  assert.equal(at(labels, 'includeSelectors'), false);
  return at(labels, 'pairs');
}

/** An environment's configuration, as the service itself reads it. */
function configOf(environment: string): ServiceConfig {
  const map = manifestsOf(environment).find(({ kind, name }) => kind === 'ConfigMap' && name === `${service.name}-config`);
  const folder = mkdtempSync(path.join(tmpdir(), 'config-'));
  try {
    const file = path.join(folder, 'config.json');
    writeFileSync(file, text(at(map?.body, 'data', 'config.json')));
    return loadServiceConfig({ AMEIDE_CONFIG_FILE: file });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('delivery', () => {
  it('labels everything with its tier and kind', () => {
    const labels = labelsOf('deploy/base');
    assert.equal(at(labels, 'ameide.io/primitive-kind'), 'domain');
    assert.equal(at(labels, 'ameide.io/tier'), service.origin.type);
  });

  for (const environment of environments) {
    const overlay = service.deployment.overlays[environment] ?? '';
    describe(environment, () => {
      it('is in a namespace and has a label of its own', () => {
        assert.equal(at(kustomization(overlay), 'namespace'), namespaceOf(environment));
        assert.deepEqual(labelsOf(overlay), { 'ameide.io/environment': environment });
      });

      it('changes nothing of the base but its size and the image', () => {
        const operations = list(kustomization(overlay), 'patches').flatMap(patch =>
          list(parse(at(patch, 'path') === undefined ? text(at(patch, 'patch')) : readFileSync(`${overlay}/${text(at(patch, 'path'))}`, 'utf8')) as Value),
        );
        const places = [/^\/spec\/(replicas|instances|storage\/size)$/, /^\/metadata\/annotations\/ameide\.io~1image$/, /^\/spec\/template\/spec\/containers\/0\/image$/];
        assert.ok(operations.length > 0);
        for (const operation of operations) {
          const place = text(at(operation, 'path'));
          assert.ok(places.some(allowed => allowed.test(place)), `a patch of ${place || 'something unknown'}`);
        }
      });

      it('has a configuration that the service accepts, with TLS everywhere', () => {
        const config = configOf(environment);
        assert.ok(config.listen.tls !== undefined && config.listen.mesh === undefined);
        const addresses = textsOf(config as unknown as Value).filter(one => one.includes('://'));
        assert.ok(addresses.length > 0);
        assert.deepEqual(addresses.filter(address => !address.startsWith('https://')), []);
        // A tenant that nobody has placed is refused.
        assert.equal(config.database.defaultPlan, undefined);
      });

      it('finds every file of its configuration in the pods', () => {
        const files = textsOf(configOf(environment) as unknown as Value).filter(one => one.startsWith('/'));
        for (const manifest of manifestsIn('deploy/base').filter(({ kind }) => kind === 'Deployment')) {
          const mounts = list(podTemplate(manifest), 'spec', 'containers', 0, 'volumeMounts').map(mount => text(at(mount, 'mountPath')));
          for (const file of files) {
            assert.ok(mounts.some(mount => file === mount || file.startsWith(`${mount}/`)), `${manifest.name}: ${file} is not mounted`);
          }
        }
      });

      it('takes its image by digest, or has none', () => {
        const operations = parse(readFileSync(`${overlay}/image.yaml`, 'utf8')) as Value[];
        assert.equal(operations.length, 1);
        assert.equal(at(operations[0], 'op'), 'add');
        if (at(operations[0], 'value') === 'not-built') {
          assert.equal(at(operations[0], 'path'), '/metadata/annotations/ameide.io~1image');
        } else {
          assert.equal(at(operations[0], 'path'), '/spec/template/spec/containers/0/image');
          assert.match(text(at(operations[0], 'value')), /^[a-z0-9][a-z0-9./:_-]*@sha256:[0-9a-f]{64}$/);
        }
      });

      it('is verified under a name that holds its namespace', () => {
        const host = `${service.name}.${namespaceOf(environment)}.svc`;
        const find = (kind: string): Value | undefined => manifestsOf(environment).find(one => one.kind === kind)?.body;
        assert.deepEqual(at(find('Certificate'), 'spec', 'dnsNames'), [host]);
        assert.equal(at(find('BackendTLSPolicy'), 'spec', 'validation', 'hostname'), host);
        assert.equal(at(find('ServiceMonitor'), 'spec', 'endpoints', 0, 'tlsConfig', 'serverName'), host);
      });

      it('is deployed by Argo CD within its project', () => {
        const application = manifestsIn('deploy/argocd').find(({ file }) => file === `deploy/argocd/${environment}.yaml`)?.body;
        const project = manifestsIn('deploy/argocd').find(({ kind }) => kind === 'AppProject');
        assert.equal(at(application, 'spec', 'project'), project?.name);
        assert.equal(at(application, 'spec', 'destination', 'namespace'), namespaceOf(environment));
        assert.equal(at(application, 'spec', 'source', 'path'), overlay);
        assert.deepEqual(at(application, 'spec', 'syncPolicy', 'automated'), { prune: true, selfHeal: true });
      });
    });
  }

  it('limits Argo CD to its own repository, namespaces and kinds', () => {
    const project = manifestsIn('deploy/argocd').find(({ kind }) => kind === 'AppProject')?.body;
    assert.deepEqual(at(project, 'spec', 'clusterResourceWhitelist'), []);
    assert.deepEqual(textsOf(project ?? null).filter(one => one.includes('*')), []);
    const namespaces = list(project, 'spec', 'destinations').map(one => at(one, 'namespace'));
    assert.deepEqual(namespaces, environments.map(namespaceOf));
    const allowed = list(project, 'spec', 'namespaceResourceWhitelist').map(one => at(one, 'kind'));
    const used = environments.flatMap(manifestsOf).map(({ kind }) => kind).filter(kind => kind !== '' && kind !== 'Kustomization');
    assert.deepEqual([...new Set(used)].sort(), [...allowed].sort());
  });

  it('watches by metrics that know no tenant', () => {
    const rules = list(manifestsOf('production').find(({ kind }) => kind === 'PrometheusRule')?.body, 'spec', 'groups').flatMap(group => list(group, 'rules'));
    const dashboard = manifestsOf('production').find(({ name }) => name === `${service.name}-dashboard`)?.body;
    const panels = list(JSON.parse(text(at(dashboard, 'data', `${service.name}.json`))) as Value, 'panels');
    const expressions = [
      ...rules.map(rule => text(at(rule, 'expr'))),
      ...panels.flatMap(panel => list(panel, 'targets')).map(target => text(at(target, 'expr'))),
    ];
    assert.ok(rules.length > 0 && panels.length > 0);
    for (const expression of expressions) {
      assert.ok(expression.includes(`"${service.name}`), expression);
      assert.doesNotMatch(expression, /\b(tenant|organization|user)(_?id)?\s*[=!~,)]/i);
    }
  });
});
