import { createHash } from 'node:crypto';
import type { Control, Finding } from '../control/control';
import type { FactName, Facts, FactValues } from '../facts/facts';
import type { SourceTree } from '../source/source-tree';
import type { ControlResult, FingerprintedFinding } from './result';

function fingerprinted(
  control: Control,
  finding: Finding,
): FingerprintedFinding {
  return {
    ...finding,
    remediation: finding.remediation ?? control.remediation,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([control.id, finding.file ?? '', finding.subject]))
      .digest('hex')
      .slice(0, 32),
  };
}

/**
 * Evaluates one control on what was found out about a tree. A fact that is
 * missing, or a control that throws, gives an outcome with its reason: nothing
 * that is not known counts as passing.
 */
export function evaluateControl(
  control: Control,
  tree: SourceTree,
  facts: Partial<Facts>,
): ControlResult {
  const result = (
    rest: Omit<ControlResult, 'control' | 'marks' | 'findings'> &
      Partial<Pick<ControlResult, 'findings'>>,
  ): ControlResult => ({ control, marks: [], findings: [], ...rest });

  const kinds =
    facts.metadata?.state === 'available'
      ? facts.metadata.value.kinds
      : control.appliesTo;
  if (!kinds.some(kind => control.appliesTo.includes(kind))) {
    return result({
      outcome: 'not-applicable',
      reason: `It is for ${control.appliesTo.join(
        ' and ',
      )} controllers; the kind of this one is ${kinds.join(' and ')}.`,
    });
  }

  const values: Partial<Record<FactName, FactValues[FactName]>> = {};
  for (const name of control.needs) {
    const fact = facts[name];
    if (fact?.state !== 'available') {
      return result({
        outcome: fact?.state === 'broken' ? 'error' : 'not-evaluated',
        reason: fact?.reason ?? `${name} was not gathered`,
      });
    }
    values[name] = fact.value;
  }

  try {
    const evaluation = control.evaluate({
      tree,
      ...(values as FactValues),
    });
    if ('notApplicable' in evaluation) {
      return result({
        outcome: 'not-applicable',
        reason: evaluation.notApplicable,
      });
    }
    if ('notEvaluated' in evaluation) {
      return result({
        outcome: 'not-evaluated',
        reason: evaluation.notEvaluated,
      });
    }
    return result({
      outcome: evaluation.length === 0 ? 'pass' : 'fail',
      findings: evaluation.map(finding => fingerprinted(control, finding)),
    });
  } catch (error) {
    return result({
      outcome: 'error',
      reason: `The control itself failed: ${
        error instanceof Error ? error.message : error
      }`,
    });
  }
}
