import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { at, list, manifestsIn, podTemplate, service, text, type Value } from './manifest-tree.js';

const manifests = manifestsIn('deploy');
const workloads = manifests.flatMap(manifest => {
  const template = podTemplate(manifest);
  return template === undefined ? [] : [{ ...manifest, template, pod: at(template, 'spec') }];
});

/** Containers of every sort. */
function containers(pod: Value | undefined): readonly Value[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap(sort => list(pod, sort));
}

describe('workloads of the deployment', () => {
  it('are the service, the dispatcher and the migration', () => {
    assert.deepEqual(
      workloads.map(({ kind, name }) => `${kind}/${name}`).sort(),
      [`Deployment/${service.name}`, `Deployment/${service.name}-dispatcher`, `Job/${service.name}-migration`].sort(),
    );
  });

  for (const { kind, name, template, pod, body } of workloads) {
    describe(`${kind}/${name}`, () => {
      it('keeps to the restricted Pod Security Standard', () => {
        for (const forbidden of ['hostNetwork', 'hostPID', 'hostIPC', 'hostAliases', 'ephemeralContainers', 'hostUsers']) {
          assert.equal(at(pod, forbidden), undefined, forbidden);
        }
        assert.deepEqual(at(pod, 'securityContext'), {
          runAsNonRoot: true,
          runAsUser: 65532,
          runAsGroup: 65532,
          fsGroup: 65532,
          seccompProfile: { type: 'RuntimeDefault' },
        });
        for (const container of containers(pod)) {
          assert.deepEqual(at(container, 'securityContext'), {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          });
          assert.ok(list(container, 'ports').every(port => at(port, 'hostPort') === undefined), 'a port of the host');
        }
        for (const volume of list(pod, 'volumes')) {
          const sorts = Object.keys(volume as object).filter(key => key !== 'name');
          assert.ok(sorts.every(sort => sort === 'secret' || sort === 'configMap'), `a volume of sort ${sorts.join()}`);
        }
      });

      it('has an account of its own and no token', () => {
        const account = text(at(pod, 'serviceAccountName'));
        assert.equal(at(pod, 'automountServiceAccountToken'), false);
        assert.equal(account, name);
        const declared = manifests.find(one => one.kind === 'ServiceAccount' && one.name === account);
        assert.equal(at(declared?.body, 'automountServiceAccountToken'), false);
      });

      it('says what it needs, and mounts everything read-only', () => {
        for (const container of containers(pod)) {
          for (const [sort, resource] of [['requests', 'cpu'], ['requests', 'memory'], ['limits', 'cpu'], ['limits', 'memory']] as const) {
            assert.notEqual(at(container, 'resources', sort, resource), undefined, `${sort} of ${resource}`);
          }
          assert.ok(list(container, 'volumeMounts').every(mount => at(mount, 'readOnly') === true));
          const volumes = list(pod, 'volumes').map(volume => at(volume, 'name'));
          assert.deepEqual(list(container, 'volumeMounts').map(mount => at(mount, 'name')), volumes);
        }
      });

      it('has no image before CI has built one', () => {
        assert.deepEqual(containers(pod).map(container => at(container, 'image')), [undefined]);
      });

      if (kind === 'Deployment') {
        it('is watched, selected by its own labels and survives the loss of a node', () => {
          const selector = at(body, 'spec', 'selector', 'matchLabels');
          assert.deepEqual(selector, at(template, 'metadata', 'labels'));
          const [container] = containers(pod);
          for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
            assert.equal(at(container, probe, 'httpGet', 'scheme'), 'HTTPS', probe);
            const port = at(container, probe, 'httpGet', 'port');
            assert.ok(list(container, 'ports').some(one => at(one, 'name') === port), `${probe} asks a port that is not there`);
          }
          assert.ok(Number(at(body, 'spec', 'replicas')) >= 2);
          const budgets = manifests.filter(one => one.kind === 'PodDisruptionBudget');
          assert.ok(budgets.some(budget => {
            const wanted = at(budget.body, 'spec', 'selector', 'matchLabels');
            return JSON.stringify(wanted) === JSON.stringify(selector);
          }), 'no disruption budget');
        });
      }
    });
  }

  it('leaves the cluster alone: no roles, no bindings, nothing that is not namespaced', () => {
    const kinds = new Set(manifests.map(({ kind }) => kind));
    for (const kind of ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding', 'Namespace', 'ClusterSecretStore']) {
      assert.ok(!kinds.has(kind), kind);
    }
  });

  it('sends the Service to ports of the service alone', () => {
    const body = manifests.find(({ kind }) => kind === 'Service')?.body;
    const target = workloads.find(({ name }) => name === service.name);
    assert.deepEqual(at(body, 'spec', 'selector'), at(target?.template, 'metadata', 'labels'));
    const names = list(target?.pod, 'containers', 0, 'ports').map(port => at(port, 'name'));
    assert.deepEqual(list(body, 'spec', 'ports').map(port => at(port, 'targetPort')), names);
  });
});
