import type { SourceTree } from '../../../source/source-tree';
import { at, plain, textAt, valueAt, type Node } from '../yaml/node';
import { parseYaml } from '../yaml/parse-yaml';
import { resolveKustomization, type Resolution } from './resolve';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: { tier: front }
spec:
  selector:
    matchLabels: { app: web }
  template:
    metadata:
      labels: { app: web }
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: registry.example/web:1
          env:
            - { name: A, value: a }
          args: [one, two]
        - name: side
          image: registry.example/side:1
      volumes:
        - name: config
          configMap: { name: settings }
`;

function resolved(files: Record<string, string>, folder = 'over'): Resolution {
  const all: Record<string, string> = {
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': DEPLOYMENT,
    ...files,
  };
  const encoder = new TextEncoder();
  const tree: SourceTree = {
    files: new Map(
      Object.entries(all).map(([name, text]) => [name, encoder.encode(text)]),
    ),
    irregular: new Map(),
  };
  return resolveKustomization(tree, folder, file =>
    parseYaml(tree.files.get(file) ?? '', file),
  );
}

function overlay(text: string, files: Record<string, string> = {}): Node {
  const { manifests } = resolved({
    'over/kustomization.yaml': `resources: [../base]\n${text}`,
    ...files,
  });
  const found = manifests.find(({ kind }) => kind === 'Deployment');
  if (found === undefined) throw new Error('the Deployment is gone');
  return found.root;
}

const container = (root: Node, index = 0): Node | undefined => {
  const list = at(root, 'spec', 'template', 'spec', 'containers');
  return list?.type === 'list' ? list.items[index] : undefined;
};

describe('a kustomization', () => {
  it('sets the namespace, and points at itself for it', () => {
    const root = overlay('namespace: prod\n');
    expect(textAt(root, 'metadata', 'namespace')).toBe('prod');
    expect(at(root, 'metadata', 'namespace')?.place).toEqual({
      file: 'over/kustomization.yaml',
      line: 2,
    });
    expect(container(root)?.place.file).toBe('base/web.yaml');
  });

  it('adds labels: to objects alone, to pods, to selectors', () => {
    const own = overlay('labels: [{ pairs: { a: b } }]\n');
    expect(textAt(own, 'metadata', 'labels', 'a')).toBe('b');
    expect(
      at(own, 'spec', 'template', 'metadata', 'labels', 'a'),
    ).toBeUndefined();
    const pods = overlay(
      'labels: [{ pairs: { a: b }, includeTemplates: true }]\n',
    );
    expect(textAt(pods, 'spec', 'template', 'metadata', 'labels', 'a')).toBe(
      'b',
    );
    expect(at(pods, 'spec', 'selector', 'matchLabels', 'a')).toBeUndefined();
    const all = overlay('commonLabels: { a: b }\n');
    expect(textAt(all, 'spec', 'selector', 'matchLabels', 'a')).toBe('b');
  });

  it('joins lists of a strategic merge patch by their keys', () => {
    const root = overlay('patches: [{ path: patch.yaml }]\n', {
      'over/patch.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
        - name: web
          env:
            - { name: B, value: b }
          args: [three]
        - name: side
          $patch: delete
      volumes: null
`,
    });
    expect(plain(container(root)!)).toMatchObject({
      image: 'registry.example/web:1',
      env: [{ name: 'B' }, { name: 'A' }],
      args: ['three'],
    });
    expect(container(root, 1)).toBeUndefined();
    expect(at(root, 'spec', 'template', 'spec', 'volumes')).toBeUndefined();
    const env = at(container(root), 'env');
    expect(env?.type === 'list' ? env.items[0]?.place : undefined).toEqual({
      file: 'over/patch.yaml',
      line: 10,
    });
  });

  it('applies operations to the objects of a target', () => {
    const root = overlay(`patches:
  - target: { kind: (Deployment|Job), labelSelector: "tier in (front), !old" }
    patch: |-
      - { op: add, path: /spec/replicas, value: 3 }
      - { op: remove, path: /spec/template/spec/containers/1 }
      - { op: add, path: /spec/template/spec/containers/0/args/-, value: three }
      - { op: copy, from: /metadata/name, path: /metadata/labels/a~1b }
`);
    expect(valueAt(root, 'spec', 'replicas')).toBe(3);
    expect(at(root, 'spec', 'replicas')?.place).toEqual({
      file: 'over/kustomization.yaml',
      line: 5,
    });
    expect(container(root, 1)).toBeUndefined();
    expect(plain(at(container(root), 'args')!)).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(textAt(root, 'metadata', 'labels', 'a/b')).toBe('web');
  });

  it('renames images and counts replicas', () => {
    const root = overlay(`images:
  - name: registry.example/web
    newName: mirror.example/web
    digest: sha256:1
replicas: [{ name: web, count: 4 }]
`);
    expect(textAt(container(root), 'image')).toBe(
      'mirror.example/web@sha256:1',
    );
    expect(textAt(container(root, 1), 'image')).toBe('registry.example/side:1');
    expect(valueAt(root, 'spec', 'replicas')).toBe(4);
  });

  it('makes ConfigMaps and Secrets, and renames what refers to what it renames', () => {
    const { manifests } = resolved({
      'over/kustomization.yaml': `resources: [../base]
namePrefix: my-
configMapGenerator:
  - name: settings
    literals: [a=b]
    files: [c.txt]
secretGenerator:
  - { name: key, envs: [key.env] }
`,
      'over/c.txt': 'content',
      'over/key.env': '# a comment\nKEY=value\n',
    });
    expect(
      manifests.map(({ kind, name, generated }) => [kind, name, generated]),
    ).toEqual([
      ['Deployment', 'my-web', undefined],
      ['ConfigMap', 'my-settings', true],
      ['Secret', 'my-key', true],
    ]);
    expect(plain(at(manifests[1]?.root, 'data')!)).toEqual({
      a: 'b',
      'c.txt': 'content',
    });
    expect(
      plain(at(manifests[0]?.root, 'spec', 'template', 'spec')!),
    ).toMatchObject({
      serviceAccountName: 'web',
      volumes: [{ configMap: { name: 'my-settings' } }],
    });
  });

  it('lets components change what is there before them', () => {
    const root = overlay('components: [../part]\n', {
      'part/kustomization.yaml':
        'kind: Component\npatches: [{ target: { kind: Deployment }, patch: "- { op: add, path: /spec/paused, value: true }" }]\n',
    });
    expect(valueAt(root, 'spec', 'paused')).toBe(true);
  });

  it.each([
    ['helmCharts: []', "Kustomize's helmCharts"],
    ['replacements: []', "Kustomize's replacements"],
    ['resources: ["https://example.org/x.yaml"]', 'remote resource'],
    ['patches: [{ target: { name: "(a+)+$" }, patch: "[]" }]', 'pattern'],
    ['configMapGenerator: [{ name: a, behavior: merge }]', 'behavior merge'],
  ])('says that it does not know %s', (text, message) => {
    expect(() => resolved({ 'over/kustomization.yaml': `${text}\n` })).toThrow(
      message,
    );
  });

  it.each([
    ['resources: [../over]', 'builds on itself'],
    ['resources: [../../etc/passwd]', 'out of the tree'],
    ['resources: [gone.yaml]', 'no kustomization in'],
    ['patches: [{ path: gone.yaml }]', 'no file'],
    [
      'resources: [../base]\npatches: [{ target: { kind: Deployment }, patch: "- { op: remove, path: /gone }" }]',
      'does not apply',
    ],
  ])('cannot be built with %s', (text, message) => {
    expect(() => resolved({ 'over/kustomization.yaml': `${text}\n` })).toThrow(
      message,
    );
  });
});
