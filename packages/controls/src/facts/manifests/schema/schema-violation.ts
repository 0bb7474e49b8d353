import type { Place } from '../yaml/node';

/** Something in an object that the schema of its kind does not allow. */
export interface SchemaViolation {
  /** `Deployment/orders`. */
  readonly object: string;
  /** Where in the object, as `spec.template.spec.containers.0.imag`. */
  readonly path: string;
  readonly message: string;
  readonly place: Place;
}
