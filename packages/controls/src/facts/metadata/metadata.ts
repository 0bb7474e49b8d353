import type { Kind } from '../../catalogue/vocabulary';
import type { ServiceDescription } from './service-description';

/** What a tree says about itself. */
export interface Metadata {
  /** `ameide.service.yaml`; absent in a service that no template has made. */
  readonly description?: ServiceDescription;
  /** Kinds whose controls apply: the described one, or all where none is described. */
  readonly kinds: readonly Kind[];
}
