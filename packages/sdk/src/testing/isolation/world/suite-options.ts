import type { CanonicalRole } from '../../../node/identity/identity.js';
import type { TestServiceOptions } from '../../test-service.js';
import type { IsolationResource } from '../isolation-resource.js';

/** What the isolation suite attacks. */
export interface IsolationOptions
  extends Pick<
    TestServiceOptions,
    'definition' | 'start' | 'roles' | 'migrations'
  > {
  /** For the report; default the service's name. */
  readonly name?: string;
  /** Everything that the service keeps, in an order in which each refers only to those before it or to itself. */
  readonly resources: readonly IsolationResource[];
  /**
   * Who may call each method, by the method's name in the contract. Written down
   * a second time on purpose: a requirement that was widened in the contract
   * fails the suite.
   */
  readonly expectedRoles: Readonly<Record<string, readonly CanonicalRole[]>>;
}
