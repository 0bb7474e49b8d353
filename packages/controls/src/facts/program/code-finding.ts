import type ts from 'typescript';
import type { Finding } from '../../control/control';
import type { Program } from './program';
import { lineOf } from './walk';

/** What was found at a node of the code. */
export interface CodeFinding {
  readonly node: ts.Node;
  readonly message: string;
  /** What it is about, without its place: `fetch`. */
  readonly about: string;
  readonly remediation?: string;
}

/** Findings with file and line, in the order of the files; those about the same thing are numbered. */
export function codeFindings(
  program: Program,
  found: readonly CodeFinding[],
): readonly Finding[] {
  const order = new Map(program.files.map((file, index) => [file, index]));
  const seen = new Map<ts.Node, Set<string>>();
  const placed = found.flatMap(finding => {
    // Who reaches a place by two ways finds the same there.
    const about = seen.get(finding.node) ?? new Set();
    if (about.has(finding.about)) return [];
    seen.set(finding.node, about.add(finding.about));
    const file = program.fileOf(finding.node);
    return file === undefined
      ? []
      : [{ finding, file, line: lineOf(finding.node) }];
  });
  placed.sort(
    (first, second) =>
      (order.get(first.file) ?? 0) - (order.get(second.file) ?? 0) ||
      first.line - second.line,
  );
  return distinct(
    placed.map(({ finding, file, line }) => ({
      file: file.path,
      line,
      message: finding.message,
      subject: finding.about,
      ...(finding.remediation === undefined
        ? {}
        : { remediation: finding.remediation }),
    })),
  );
}

/** Numbers the subjects that a file has more than once. */
export function distinct(findings: readonly Finding[]): readonly Finding[] {
  const counts = new Map<string, number>();
  return findings.map(finding => {
    const key = `${finding.file}\0${finding.subject}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1
      ? finding
      : { ...finding, subject: `${finding.subject} #${count}` };
  });
}
