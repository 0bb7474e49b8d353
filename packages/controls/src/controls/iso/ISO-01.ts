import { defineControl } from '../../control/control';
import {
  nameOf,
  type Manifest,
  type ManifestSet,
} from '../../facts/manifests/manifest';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { deliveriesOf, namespaceOf } from '../../facts/manifests/namespace';
import type { ServiceDescription } from '../../facts/metadata/service-description';
import {
  at,
  itemsAt,
  placeAt,
  textAt,
  type Place,
} from '../../facts/manifests/yaml/node';

/** A namespace that something is put into, or may be. */
interface NamespaceUse {
  readonly title: string;
  readonly namespace: string;
  readonly place: Place;
  /** The environment that it must be for; undefined where nothing says. */
  readonly environment?: string;
}

/** Namespaces that Argo CD is told to deploy to. */
function deliveries(manifest: Manifest): readonly NamespaceUse[] {
  const { group, kind, root } = manifest;
  if (group !== 'argoproj.io') return [];
  const destinations =
    kind === 'AppProject'
      ? itemsAt(root, 'spec', 'destinations')
      : [at(root, 'spec', 'destination')];
  return destinations.flatMap(destination => {
    const namespace = textAt(destination, 'namespace');
    return destination === undefined || namespace === undefined
      ? []
      : [
          {
            title: nameOf(manifest),
            namespace,
            place: placeAt(destination, 'namespace'),
          },
        ];
  });
}

function usesOf(
  set: ManifestSet,
  known: ReturnType<typeof deliveriesOf>,
): readonly NamespaceUse[] {
  return set.manifests.flatMap(manifest => {
    const own =
      manifest.kind === 'Namespace'
        ? manifest.name
        : namespaceOf(manifest, set, known);
    // Argo CD's own objects live where Argo CD does.
    if (manifest.group === 'argoproj.io') return deliveries(manifest);
    return own === undefined
      ? []
      : [
          {
            title: nameOf(manifest),
            namespace: own,
            place: placeAt(manifest.root, 'metadata', 'namespace'),
            ...(set.origin === 'overlay' ? { environment: set.name } : {}),
          },
        ];
  });
}

/** What is wrong with a namespace for code of an origin; undefined for nothing. */
function misplaced(
  { namespace, environment }: NamespaceUse,
  origin: ServiceDescription['origin'],
): string | undefined {
  if (origin.type === 'platform') {
    return namespace.startsWith('ameide-')
      ? undefined
      : "none of the platform's (ameide-*)";
  }
  const { tenantId } = origin;
  const own =
    environment === undefined
      ? namespace.startsWith(`tenant-${tenantId}-`) &&
        /^[a-z0-9-]+$/.test(namespace) &&
        namespace.endsWith('-cust')
      : namespace === `tenant-${tenantId}-${environment}-cust`;
  if (own) return undefined;
  return namespace.startsWith('ameide-')
    ? "the platform's own, and this is the code of a tenant"
    : `not the tenant's own (tenant-${tenantId}-${
        environment ?? '<environment>'
      }-cust)`;
}

function* problemsOf(
  uses: readonly NamespaceUse[],
  origin: ServiceDescription['origin'],
): Generator<ManifestProblem> {
  // What stands once in a kustomization holds for all of its objects.
  const seen = new Set<string>();
  for (const use of uses) {
    const wrong = misplaced(use, origin);
    const key = `${use.place.file}:${use.place.line}`;
    if (wrong === undefined || seen.has(key)) continue;
    seen.add(key);
    yield {
      place: use.place,
      subject: `${use.title} ${use.namespace}`,
      message: `${use.title} goes to the namespace ${use.namespace}, which is ${wrong}`,
    };
  }
}

export default defineControl({
  id: 'ISO-01',
  title:
    "Tenant code runs in its tenant's own namespaces, platform code in the platform's",
  layer: 'platform',
  severity: 'critical',
  source: { sections: ['§3.2', '§4.1'], standards: [] },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    "A namespace is the border between tenants: code of one that runs in the platform's, or in another tenant's, stands behind every policy and reads every secret there.",
  remediation:
    'Deploy tenant code to tenant-<id>-<environment>-cust and platform code to ameide-<environment>, as the origin in ameide.service.yaml says.',
  needs: ['manifests', 'metadata'],
  evaluate: ({ manifests, metadata }) => {
    const origin = metadata.description?.origin;
    if (origin === undefined) {
      return { notApplicable: 'No description says whose code this is.' };
    }
    const known = deliveriesOf(manifests);
    return inEachSet(manifests, set => problemsOf(usesOf(set, known), origin));
  },
});
