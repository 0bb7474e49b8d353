import { defineControl } from '../../control/control';
import type { Manifest, ManifestSet } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { workloadsOf } from '../../facts/manifests/workload';
import {
  autoscalerProblems,
  budgetProblems,
  monitorProblems,
  ownSelectorProblems,
  routeProblems,
  serviceProblems,
} from './references';

function problemsOf(
  manifest: Manifest,
  set: ManifestSet,
): Iterable<ManifestProblem> {
  switch (manifest.kind) {
    case 'Service':
      return serviceProblems(manifest, set);
    case 'PodDisruptionBudget':
      return budgetProblems(manifest, set);
    case 'ServiceMonitor':
    case 'PodMonitor':
      return monitorProblems(manifest, set);
    case 'HorizontalPodAutoscaler':
      return autoscalerProblems(manifest, set);
    case 'Ingress':
    case 'HTTPRoute':
    case 'GRPCRoute':
    case 'TLSRoute':
    case 'TCPRoute':
      return routeProblems(manifest, set);
    default:
      return [];
  }
}

export default defineControl({
  id: 'POD-20',
  title: 'Selectors and references mean something that is deployed with them',
  layer: 'infra',
  severity: 'medium',
  source: { sections: ['§8.2', '§9'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A selector that means nothing fails silently: calls go nowhere, metrics and alerts are missing, a budget protects no pod; one that means too much sends calls to the wrong pods.',
  remediation:
    'Make the labels and ports of the selector those of the pods or Services that it is for.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set => [
      ...workloadsOf(set.manifests).flatMap(workload => [
        ...ownSelectorProblems(workload),
      ]),
      ...set.manifests.flatMap(manifest => [...problemsOf(manifest, set)]),
    ]),
});
