import type { Kind, Layer, Severity } from '../catalogue/vocabulary';
import type { FactName, FactValues } from '../facts/facts';
import type { SourceTree } from '../source/source-tree';

/** Where a control comes from. */
export interface ControlSource {
  /** Sections of the platform's security architecture, as `§6.2`. */
  readonly sections: readonly [string, ...string[]];
  /** Outside standards that ask for the same, as `OWASP ASVS 5.0 V8.2.2` or `Kubernetes PSS restricted`. */
  readonly standards: readonly string[];
}

/** One place where a control does not hold. */
export interface Finding {
  /** What is wrong here, with the names of the things concerned. Never a secret's value. */
  readonly message: string;
  /** Path in the tree; absent when something is missing from the tree as a whole. */
  readonly file?: string;
  /** From 1. */
  readonly line?: number;
  /** What to do here, where it is more exact than the control's own remediation. */
  readonly remediation?: string;
  /**
   * The thing concerned, in words that a moved line does not change, as
   * `orders.customer tenant_isolation`: with the control and the file it makes
   * the finding's fingerprint. Two findings of a file may not share it.
   */
  readonly subject: string;
}

/** What `evaluate` answers: findings (none of them means that the control holds), or why there is no answer. */
export type Evaluation =
  | readonly Finding[]
  | { readonly notApplicable: string }
  | { readonly notEvaluated: string };

/** What identifies and explains a control, without what evaluates it. */
export interface ControlMetadata {
  /** As `TEN-03`: never given to another control again. */
  readonly id: string;
  /** What holds when it passes: a statement, as `Row-level security is forced on every table with a tenant`. */
  readonly title: string;
  readonly layer: Layer;
  readonly severity: Severity;
  readonly source: ControlSource;
  readonly appliesTo: readonly [Kind, ...Kind[]];
  /** What an attacker or an accident does when it does not hold. */
  readonly rationale: string;
  /** What makes it hold. */
  readonly remediation: string;
}

/**
 * A control that needs the facts `N`. `evaluate` is pure and synchronous and is
 * called only when all of them could be gathered; it throws for nothing that a
 * tree may contain.
 */
export interface Control<N extends FactName = FactName>
  extends ControlMetadata {
  readonly needs: readonly N[];
  evaluate(
    facts: Pick<FactValues, N> & { readonly tree: SourceTree },
  ): Evaluation;
}

/** Checks a control's types and lets the catalogue hold controls with different needs. */
export function defineControl<const N extends FactName>(
  control: Control<N>,
): Control {
  return control as unknown as Control;
}
