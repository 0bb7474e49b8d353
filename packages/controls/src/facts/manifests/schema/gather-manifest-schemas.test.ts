import { manifestsOf } from '../manifest';
import { parseYaml } from '../yaml/parse-yaml';
import { schemaViolationsOf } from './gather-manifest-schemas';

function violations(text: string): readonly string[] {
  return parseYaml(text, 'a.yaml')
    .flatMap(manifestsOf)
    .flatMap(schemaViolationsOf)
    .map(({ path, message }) => `${path} ${message}`);
}

describe('the schema of a kind', () => {
  it('lets maps hold any key', () => {
    expect(
      violations(
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, labels: { x: z } }\ndata: { any: thing }\n',
      ),
    ).toEqual([]);
  });

  it('lets what it does not describe hold anything', () => {
    expect(
      violations(
        'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: a }\nspec: { project: p, destination: {}, source: { repoURL: x, helm: { valuesObject: { any: { thing: 1 } } } } }\n',
      ),
    ).toEqual([]);
  });

  it.each([
    [
      'spec: { replica: 1 }',
      'spec.replica is a field that its kind does not have',
    ],
    ['spec: { replicas: "1" }', 'spec.replicas is no integer'],
    [
      'spec: { template: { spec: { containers: [{ name: a, env: [{ name: A, valeu: x }] }] } } }',
      'spec.template.spec.containers.0.env.0.valeu is a field that its kind does not have',
    ],
    [
      'spec: { strategy: { type: Sometimes } }',
      'spec.strategy.type is none of Recreate, RollingUpdate',
    ],
    ['specs: {}', 'specs is a field that its kind does not have'],
  ])('forbids %s', (text, violation) => {
    expect(
      violations(
        `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\n${text}\n`,
      ),
    ).toContain(violation);
  });

  it.each([
    ['apps/v1', 'Deploymnt'],
    ['apps/v9', 'Deployment'],
    ['v1', '../v1/Pod'],
    ['apps/../v1', 'Pod'],
    ['v1', 'constructor'],
  ])(
    'is not found for %s %s, and nothing else is loaded',
    (apiVersion, kind) => {
      const [first] = violations(
        `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\n`,
      );
      expect(first === undefined || first.startsWith('kind ')).toBe(true);
    },
  );

  it.each([
    ['external-secrets.io/v1', 'ExternalSecret'],
    ['postgresql.cnpg.io/v1', 'Cluster'],
    ['argoproj.io/v1alpha1', 'AppProject'],
    ['gateway.networking.k8s.io/v1', 'GRPCRoute'],
    ['monitoring.coreos.com/v1', 'ServiceMonitor'],
    ['cert-manager.io/v1', 'Certificate'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
  ])('is known of %s %s', (apiVersion, kind) => {
    expect(
      violations(
        `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\nspec: { unheardOf: 1 }\n`,
      ),
    ).toContain('spec.unheardOf is a field that its kind does not have');
  });
});
