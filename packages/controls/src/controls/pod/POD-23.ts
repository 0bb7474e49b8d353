import { defineControl } from '../../control/control';
import { environmentOf } from '../../facts/manifests/namespace';
import { placeAt } from '../../facts/manifests/yaml/node';
import { inEachWorkload } from './in-each-workload';

const NEEDED = [
  'app.kubernetes.io/name',
  'ameide.io/tier',
  'ameide.io/environment',
  'ameide.io/primitive-kind',
] as const;

export default defineControl({
  id: 'POD-23',
  title:
    'Pods carry the labels by which the platform knows them, and they are true',
  layer: 'platform',
  severity: 'medium',
  source: { sections: ['§3.2', '§9'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "The platform's own policies, alerts and bills go by these labels: a pod without them, or with another service's, is treated as something that it is not.",
  remediation:
    'Set app.kubernetes.io/name, ameide.io/tier, ameide.io/environment and ameide.io/primitive-kind on the pods, as the kustomizations of the template do.',
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) =>
    inEachWorkload(manifests, ({ title, manifest, template, labels }, set) => {
      const expected = new Map<string, string | undefined>([
        ['app.kubernetes.io/name', metadata.description?.name],
        ['ameide.io/primitive-kind', metadata.description?.kind],
        [
          'ameide.io/environment',
          environmentOf(manifest.namespace ?? '') ??
            (set.origin === 'overlay' ? set.name : undefined),
        ],
      ]);
      return NEEDED.flatMap(label => {
        const value = labels.get(label);
        const wanted = expected.get(label);
        if (
          value !== undefined &&
          value !== '' &&
          (wanted === undefined || value === wanted)
        ) {
          return [];
        }
        return [
          {
            place: placeAt(template, 'metadata', 'labels', label),
            subject: `${title} label ${label}`,
            message: `${title}: its pods ${
              value === undefined
                ? `have no label ${label}`
                : `say ${label}: ${value}, which is ${wanted ?? 'empty'}`
            }`,
          },
        ];
      });
    }),
});
