import type { Kind } from '../../catalogue/vocabulary';
import type { ExemptionRequest } from './exemptions';
import type { ScaffoldRecord } from './scaffold-record';
import type { ServiceDescription } from './service-description';

/** Something that a file says, and where. */
export interface Claim {
  /** As `domain` or `orders`. */
  readonly value: string;
  readonly file: string;
  readonly line?: number;
}

/** Something wrong in a file about the service. */
export interface MetadataProblem {
  readonly file: string;
  readonly line?: number;
  readonly message: string;
  /** As a finding's. */
  readonly subject: string;
}

/** What a tree says about itself. */
export interface Metadata {
  /** `ameide.service.yaml`; absent in a service that no template has made, and where it is not valid. */
  readonly description?: ServiceDescription;
  /** Lines in it by path, as `database.migrations` or `ports.0.port`. */
  readonly descriptionLines: ReadonlyMap<string, number>;
  /**
   * Kinds whose controls apply: all that the tree claims to be, so that none is
   * escaped by a contradiction, or all there are where it claims nothing.
   */
  readonly kinds: readonly Kind[];
  /** Every place that says which kind it is, whether we know that kind or not. */
  readonly kindClaims: readonly Claim[];
  /** Every place that says what the service is called. */
  readonly nameClaims: readonly Claim[];
  /** `.ameide/scaffold.json`; absent in a service that no template has made, and where it is not valid. */
  readonly scaffold?: ScaffoldRecord;
  /** Ids of the controls that the template promised. */
  readonly promised: readonly string[];
  /** What the tree asks to be spared; it is shown and changes nothing. */
  readonly exemptions: readonly ExemptionRequest[];
  /** Files about the service that are not valid. */
  readonly problems: readonly MetadataProblem[];
}
