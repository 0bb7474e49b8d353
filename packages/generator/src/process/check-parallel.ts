import { formatPath, type Problem } from '../problem';
import { allNodes, type StepNode } from './sound-steps';
import {
  lateReadsOf,
  readsOf,
  writesOf,
  type VariableUse,
} from './variable-uses';

/** What the steps of one branch do that another branch could notice. */
interface BranchUses {
  readonly path: readonly PropertyKey[];
  readonly reads: readonly VariableUse[];
  readonly writes: readonly VariableUse[];
  readonly signals: readonly { readonly name: string; path: PropertyKey[] }[];
  readonly ends: readonly PropertyKey[][];
}

/**
 * Branches that run at the same time must not depend on which of them is faster,
 * or an instance could not be replayed: none uses what another one writes, no two
 * wait for the same signal, and none ends the process under the others.
 */
export function checkParallel(nodes: readonly StepNode[]): Problem[] {
  const problems: Problem[] = [];
  const report = (path: readonly PropertyKey[], message: string) =>
    problems.push({ path: formatPath(path), message });
  for (const node of allNodes(nodes)) {
    const branches = node.lists
      .filter(({ role }) => role === 'branch')
      .map(list => usesOf(list.path, list.nodes));
    branches.forEach((branch, index) => {
      const others = branches.filter(other => other !== branch);
      const earlier = branches.slice(0, index);
      for (const { variable, path } of branch.writes) {
        const other = writerOf(earlier, variable);
        if (other !== undefined)
          report(
            path,
            `${variable} is written by ${formatPath(
              other.path,
            )} at the same time; use a variable for each branch`,
          );
      }
      for (const { variable, path } of branch.reads) {
        const other = writerOf(others, variable);
        if (other !== undefined)
          report(
            path,
            `${variable} is written by ${formatPath(
              other.path,
            )} at the same time; read it after the parallel, or use another variable there`,
          );
      }
      for (const { name, path } of branch.signals) {
        const other = earlier.find(({ signals }) =>
          signals.some(signal => signal.name === name),
        );
        if (other !== undefined)
          report(
            path,
            `${formatPath(
              other.path,
            )} waits for ${name} at the same time, and nobody could say whose it is; use a signal for each branch`,
          );
      }
      for (const path of branch.ends)
        report(
          path,
          'a branch of a parallel cannot end the process while the others run; keep the outcome in a variable, and end after the parallel',
        );
    });
  }
  return problems;
}

function writerOf(branches: readonly BranchUses[], variable: string) {
  return branches.find(({ writes }) =>
    writes.some(write => write.variable === variable),
  );
}

function usesOf(
  path: readonly PropertyKey[],
  nodes: readonly StepNode[],
): BranchUses {
  const inBranch = allNodes(nodes);
  const usesBy = (uses: (step: StepDetailsOf) => VariableUse[]) =>
    inBranch.flatMap(node =>
      node.details === undefined
        ? []
        : uses(node.details).map(use => ({
            ...use,
            path: [...node.path, ...use.path],
          })),
    );
  return {
    path,
    reads: usesBy(step => [...readsOf(step), ...lateReadsOf(step)]),
    writes: usesBy(writesOf),
    signals: inBranch.flatMap(({ details, path: place }) =>
      details?.type === 'signal'
        ? [{ name: details.signal, path: [...place, 'signal'] }]
        : [],
    ),
    // Of nested parallels the inner one says it.
    ends: endsOf(nodes),
  };
}

type StepDetailsOf = NonNullable<StepNode['details']>;

function endsOf(nodes: readonly StepNode[]): PropertyKey[][] {
  return nodes.flatMap(node => [
    ...(node.details?.type === 'end' ? [[...node.path]] : []),
    ...node.lists
      .filter(({ role }) => role !== 'branch')
      .flatMap(list => endsOf(list.nodes)),
  ]);
}
