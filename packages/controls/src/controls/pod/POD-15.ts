import { defineControl } from '../../control/control';
import { inEachSet } from '../../facts/manifests/manifest-findings';
import { imagesOf } from './images';

/** Registries that take images from anybody. */
const PUBLIC = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
  'quay.io',
  'ttl.sh',
  'public.ecr.aws',
]);

/** The registry of an image; a name without one means Docker Hub. */
function registryOf(image: string): string {
  const [first = '', ...rest] = image.split('/');
  const isHost = rest.length > 0 && /[.:]|^localhost$/.test(first);
  return isHost ? first.toLowerCase() : 'docker.io';
}

export default defineControl({
  id: 'POD-15',
  title: 'No image comes from a registry where anybody can publish',
  layer: 'infra',
  severity: 'medium',
  source: { sections: ['§3.1', '§8.2'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'On a public registry a name can be taken over, or resemble another; nobody of the platform has scanned what lies there.',
  remediation:
    "Name the platform's registry in full, and mirror there what comes from elsewhere.",
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      imagesOf(set).flatMap(({ subject, image, place }) => {
        if (image === undefined) return [];
        const registry = registryOf(image);
        const local = /^localhost(?::|$)|^127\./.test(registry);
        return PUBLIC.has(registry) || local
          ? [
              {
                place,
                subject: `${subject} registry`,
                message: `${subject} takes ${image} from ${registry}`,
              },
            ]
          : [];
      }),
    ),
});
