import { defineControl } from '../../control/control';
import { podSecurityFindings } from './in-each-workload';

export default defineControl({
  id: 'POD-08',
  title: 'Pods mount nothing of the host, only volumes of their own',
  layer: 'infra',
  severity: 'critical',
  source: {
    sections: ['§2.5', '§8.2'],
    standards: [
      'Kubernetes PSS restricted',
      'CIS Kubernetes Benchmark 1.8 5.2.12',
    ],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A path of the host, above all the socket of its container runtime, gives the whole machine away; other volume types reach storage past the claims that the platform controls.',
  remediation:
    'Use configMap, secret, projected, downwardAPI, emptyDir, ephemeral, csi or persistentVolumeClaim volumes.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    podSecurityFindings(manifests, ['host-path', 'volume-types']),
});
