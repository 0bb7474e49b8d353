import type { ManifestSet } from './manifest';
import type { Place } from './yaml/node';

/** A file that looks like a manifest and that nobody can read as one. */
export interface UnreadableManifest {
  readonly message: string;
  readonly place: Place;
}

/** What a tree deploys to Kubernetes. */
export interface Manifests {
  /** What is deployed together: declared overlays first, then what else lies in the tree. */
  readonly sets: readonly ManifestSet[];
  readonly unreadable: readonly UnreadableManifest[];
}
