import { AssertionError } from 'node:assert';

/**
 * Passes when nothing was found. A check collects everything that it finds
 * before it fails, so that one run shows all of it.
 *
 * @throws AssertionError listing every finding.
 */
export function assertNothingFound(findings: readonly string[]): void {
  if (findings.length > 0) {
    throw new AssertionError({
      message: `${findings.length} finding(s):\n${[...new Set(findings)]
        .map(finding => `- ${finding}`)
        .join('\n')}`,
      actual: findings.length,
      expected: 0,
      operator: 'strictEqual',
    });
  }
}
