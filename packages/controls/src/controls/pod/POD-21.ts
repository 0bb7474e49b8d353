import { defineControl } from '../../control/control';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { placeAt } from '../../facts/manifests/yaml/node';

/** API versions that Kubernetes no longer serves, or will not for long, with what took their place. */
const OUTDATED: Readonly<Record<string, string>> = {
  'admissionregistration.k8s.io/v1beta1': 'admissionregistration.k8s.io/v1',
  'apiextensions.k8s.io/v1beta1': 'apiextensions.k8s.io/v1',
  'apiregistration.k8s.io/v1beta1': 'apiregistration.k8s.io/v1',
  'apps/v1beta1': 'apps/v1',
  'apps/v1beta2': 'apps/v1',
  'argoproj.io/v1beta1': 'argoproj.io/v1alpha1',
  'autoscaling/v2beta1': 'autoscaling/v2',
  'autoscaling/v2beta2': 'autoscaling/v2',
  'batch/v1beta1': 'batch/v1',
  'batch/v2alpha1': 'batch/v1',
  'cert-manager.io/v1alpha2': 'cert-manager.io/v1',
  'cert-manager.io/v1alpha3': 'cert-manager.io/v1',
  'cert-manager.io/v1beta1': 'cert-manager.io/v1',
  'certificates.k8s.io/v1beta1': 'certificates.k8s.io/v1',
  'coordination.k8s.io/v1beta1': 'coordination.k8s.io/v1',
  'discovery.k8s.io/v1beta1': 'discovery.k8s.io/v1',
  'events.k8s.io/v1beta1': 'events.k8s.io/v1',
  'extensions/v1beta1': 'apps/v1, networking.k8s.io/v1 or policy/v1',
  'external-secrets.io/v1alpha1': 'external-secrets.io/v1',
  'external-secrets.io/v1beta1': 'external-secrets.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta1': 'flowcontrol.apiserver.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta2': 'flowcontrol.apiserver.k8s.io/v1',
  'flowcontrol.apiserver.k8s.io/v1beta3': 'flowcontrol.apiserver.k8s.io/v1',
  'gateway.networking.k8s.io/v1alpha1': 'gateway.networking.k8s.io/v1',
  'networking.k8s.io/v1beta1': 'networking.k8s.io/v1',
  'node.k8s.io/v1beta1': 'node.k8s.io/v1',
  'policy/v1beta1': 'policy/v1',
  'rbac.authorization.k8s.io/v1alpha1': 'rbac.authorization.k8s.io/v1',
  'rbac.authorization.k8s.io/v1beta1': 'rbac.authorization.k8s.io/v1',
  'scheduling.k8s.io/v1beta1': 'scheduling.k8s.io/v1',
  'storage.k8s.io/v1beta1': 'storage.k8s.io/v1',
};

export default defineControl({
  id: 'POD-21',
  title: 'Manifests are written for API versions that are served',
  layer: 'infra',
  severity: 'medium',
  source: { sections: ['§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'An object of a version that the API server has dropped is not applied: a policy or budget in it is simply not there after the next upgrade.',
  remediation: 'Write the object for the version that took its place.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.flatMap(({ apiVersion, kind, name, root }) =>
        Object.hasOwn(OUTDATED, apiVersion)
          ? [
              {
                place: placeAt(root, 'apiVersion'),
                subject: `${kind}/${name} apiVersion`,
                message: `${kind}/${name} is written for ${apiVersion}, which gave way to ${OUTDATED[apiVersion]}`,
              },
            ]
          : [],
      ),
    ),
});
