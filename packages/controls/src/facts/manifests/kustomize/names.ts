import type { Manifest } from '../manifest';
import { textAt, type MapNode, type Node } from '../yaml/node';
import { changeAt } from './field-paths';

const POD_PATHS = [
  '',
  'spec/template/',
  'spec/jobTemplate/spec/template/',
  'template/',
];

/** Where objects name others of a kind, below a pod's template. */
const POD_REFERENCES: Readonly<Record<string, readonly string[]>> = {
  ConfigMap: [
    'spec/volumes/*/configMap/name',
    'spec/volumes/*/projected/sources/*/configMap/name',
    'spec/containers/*/env/*/valueFrom/configMapKeyRef/name',
    'spec/containers/*/envFrom/*/configMapRef/name',
    'spec/initContainers/*/env/*/valueFrom/configMapKeyRef/name',
    'spec/initContainers/*/envFrom/*/configMapRef/name',
  ],
  Secret: [
    'spec/volumes/*/secret/secretName',
    'spec/volumes/*/projected/sources/*/secret/name',
    'spec/containers/*/env/*/valueFrom/secretKeyRef/name',
    'spec/containers/*/envFrom/*/secretRef/name',
    'spec/initContainers/*/env/*/valueFrom/secretKeyRef/name',
    'spec/initContainers/*/envFrom/*/secretRef/name',
    'spec/imagePullSecrets/*/name',
  ],
  ServiceAccount: ['spec/serviceAccountName'],
  PersistentVolumeClaim: ['spec/volumes/*/persistentVolumeClaim/claimName'],
};

const REFERENCES: Readonly<Record<string, readonly string[]>> = {
  Role: ['roleRef/name'],
  ServiceAccount: ['subjects/*/name'],
  Service: [
    'spec/serviceName',
    'spec/rules/*/http/paths/*/backend/service/name',
    'spec/defaultBackend/service/name',
  ],
  Deployment: ['spec/scaleTargetRef/name'],
  StatefulSet: ['spec/scaleTargetRef/name'],
};

/** `namePrefix` and `nameSuffix`: names change, and so do the references to them that Kustomize knows. */
export function renamed(
  manifests: readonly Manifest[],
  affix: { readonly prefix: string; readonly suffix: string },
): readonly MapNode[] {
  const names = new Map<string, Set<string>>();
  for (const { kind, name } of manifests) {
    const known = names.get(kind) ?? new Set();
    names.set(kind, known.add(name));
  }
  const longer = (node: Node): Node => {
    const name = textAt(node);
    return name === undefined
      ? node
      : {
          type: 'scalar',
          value: `${affix.prefix}${name}${affix.suffix}`,
          place: node.place,
        };
  };
  const referring = (kind: string) => (node: Node | undefined) =>
    node !== undefined && names.get(kind)?.has(textAt(node) ?? '')
      ? longer(node)
      : node;
  return manifests.map(({ root, kind }) => {
    let result: Node = root;
    if (kind !== 'Namespace' && kind !== 'CustomResourceDefinition') {
      result = changeAt(
        result,
        ['metadata', 'name'],
        node => node && longer(node),
      );
    }
    for (const [target, paths] of Object.entries(POD_REFERENCES)) {
      for (const path of paths) {
        for (const prefix of POD_PATHS) {
          result = changeAt(
            result,
            `${prefix}${path}`.split('/'),
            referring(target),
          );
        }
      }
    }
    for (const [target, paths] of Object.entries(REFERENCES)) {
      for (const path of paths) {
        result = changeAt(result, path.split('/'), referring(target));
      }
    }
    return result.type === 'map' ? result : root;
  });
}
