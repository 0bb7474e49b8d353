import { defineControl } from '../../control/control';
import type { Manifest } from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import type { ServiceDescription } from '../../facts/metadata/service-description';
import { placeAt, textAt } from '../../facts/manifests/yaml/node';
import { isExternalSecret, keysOf } from './external-secrets';

/** Where Vault keeps what belongs to a service. */
function ownPath({ name, origin }: ServiceDescription): string {
  return origin.type === 'tenant'
    ? `tenants/${origin.tenantId}/services/${name}/`
    : `services/${name}/`;
}

function isBelow(path: string, key: string): boolean {
  const parts = key.split('/');
  return (
    key.startsWith(path) &&
    key.length > path.length &&
    parts.every(part => part !== '' && part !== '.' && part !== '..')
  );
}

function* problemsOf(
  manifest: Manifest,
  path: string,
): Generator<ManifestProblem> {
  const title = `ExternalSecret/${manifest.name}`;
  const { keys, searches } = keysOf(manifest);
  for (const key of keys) {
    const text = textAt(key) ?? '';
    if (isBelow(path, text)) continue;
    yield {
      place: key.place,
      subject: `${title} ${text}`,
      message: `${title} fetches ${text}, which does not lie below the service's own ${path}`,
    };
  }
  for (const search of searches) {
    const below = textAt(search, 'path') ?? '';
    if (isBelow(path, `${below.replace(/\/$/, '')}/x`)) continue;
    yield {
      place: placeAt(search, 'path'),
      subject: `${title} search`,
      message: `${title} searches for secrets beyond the service's own ${path}`,
    };
  }
}

export default defineControl({
  id: 'SEC-24',
  title: "External secrets are fetched from below the service's own path",
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1', '§5.2'],
    standards: ['OWASP ASVS 5.0 V13.3.2'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A service that fetches another's secret can act as that service, and nobody looks for it there.",
  remediation:
    'Keep the secret at services/<name>/… (tenants/<id>/services/<name>/… for tenant code).',
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) => {
    const { description } = metadata;
    if (description === undefined) {
      return { notApplicable: 'No description says which service this is.' };
    }
    const path = ownPath(description);
    return inEachSet(manifests, set =>
      set.manifests
        .filter(isExternalSecret)
        .flatMap(manifest => [...problemsOf(manifest, path)]),
    );
  },
});
