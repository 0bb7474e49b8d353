import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { at, list, manifestsIn, podTemplate, service, text, textsOf, type Manifest } from './manifest-tree.js';

const manifests = manifestsIn('deploy');

/** Who names a secret: `kind/name` of a document, or the file of a patch. */
function namedBy(secret: string): string[] {
  return manifests
    .filter(manifest => textsOf(manifest.body).some(one => one.includes(secret)))
    .map(manifest => (manifest.kind === '' || manifest.kind === 'Kustomization' ? manifest.file : `${manifest.kind}/${manifest.name}`))
    .sort();
}

function externalSecrets(): Manifest[] {
  return manifests.filter(({ kind }) => kind === 'ExternalSecret');
}

describe('secrets of the deployment', () => {
  // The secret, and beside its producer and the database the only workload that may have it.
  const databaseSecrets = [
    { secret: `${service.name}-db-owner`, workload: `Job/${service.name}-migration` },
    { secret: `${service.name}-db-app`, workload: `Deployment/${service.name}` },
    { secret: `${service.name}-db-dispatcher`, workload: `Deployment/${service.name}-dispatcher` },
  ];
  for (const { secret, workload } of databaseSecrets) {
    it(`gives ${secret} to ${workload} and to nobody else`, () => {
      assert.deepEqual(namedBy(secret), [`Cluster/${service.name}-postgres`, workload, `ExternalSecret/${secret}`].sort());
    });
  }

  it('hands secrets to pods as files, never in their environment', () => {
    for (const manifest of manifests) {
      const template = podTemplate(manifest);
      if (template !== undefined) {
        const texts = textsOf(template);
        assert.ok(!texts.includes('secretKeyRef') && !texts.includes('secretRef'), `${manifest.file}: a secret is in the environment`);
      }
    }
  });

  it('writes no secret down', () => {
    assert.deepEqual(manifests.filter(({ kind }) => kind === 'Secret').map(({ file }) => file), []);
  });

  it("keeps the authority's key of the database out of every pod", () => {
    const volumes = manifests.flatMap(manifest => list(podTemplate(manifest), 'spec', 'volumes'));
    const authorities = volumes.filter(volume => at(volume, 'secret', 'secretName') === `${service.name}-postgres-ca`);
    assert.equal(authorities.length, 3);
    for (const volume of authorities) {
      assert.deepEqual(at(volume, 'secret', 'items'), [{ key: 'ca.crt', path: 'ca.crt' }]);
    }
  });

  it('renews every secret, from Vault under the own path or drawn in the cluster', () => {
    assert.equal(externalSecrets().length, 4);
    for (const { body, name } of externalSecrets()) {
      assert.equal(at(body, 'apiVersion'), 'external-secrets.io/v1', name);
      assert.match(text(at(body, 'spec', 'refreshInterval')), /^[1-9][0-9]*h/, name);
      const generators = list(body, 'spec', 'dataFrom').map(source => at(source, 'sourceRef', 'generatorRef', 'kind'));
      if (generators.length > 0) {
        assert.deepEqual(generators, ['Password'], name);
        assert.equal(at(body, 'spec', 'data'), undefined, name);
        continue;
      }
      assert.deepEqual(at(body, 'spec', 'secretStoreRef'), { kind: 'SecretStore', name: 'ameide-vault' }, name);
      const owner = service.origin.type === 'tenant' ? `tenants/${service.origin.tenantId}/` : '';
      const keys = list(body, 'spec', 'data').map(one => text(at(one, 'remoteRef', 'key')));
      assert.deepEqual(keys, [`${owner}services/${service.name}/service-token`], name);
    }
  });

  it('lets the database operator keep its superuser to itself', () => {
    const cluster = manifests.find(({ kind }) => kind === 'Cluster')?.body;
    assert.equal(at(cluster, 'spec', 'enableSuperuserAccess'), false);
    const roles = list(cluster, 'spec', 'managed', 'roles');
    assert.equal(roles.length, 3);
    for (const role of roles) {
      for (const right of ['superuser', 'bypassrls', 'createdb', 'createrole', 'replication']) {
        assert.equal(at(role, right), false, `${text(at(role, 'name'))}: ${right}`);
      }
      const owner = text(at(cluster, 'spec', 'bootstrap', 'initdb', 'owner'));
      assert.ok(!list(role, 'inRoles').includes(owner), `${text(at(role, 'name'))} is a member of ${owner}`);
    }
  });
});
