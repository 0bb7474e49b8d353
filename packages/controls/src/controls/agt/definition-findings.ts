import type { Evaluation, Finding } from '../../control/control';
import type { SourceTree } from '../../source/source-tree';
import { type AgentDefinition, agentDefinitions } from './agent-definitions';

/** What is wrong at a place of a definition. */
export interface DefinitionProblem {
  /** What it does or lacks, as `has no scope`. */
  readonly says: string;
  readonly about: string;
  /** Default: the line of the definition. */
  readonly line?: number | undefined;
}

/** Judges each agent that a tree defines. */
export function definitionFindings(
  tree: SourceTree,
  problemsOf: (definition: AgentDefinition) => readonly DefinitionProblem[],
): Evaluation {
  const definitions = agentDefinitions(tree);
  if (definitions.length === 0) {
    return { notApplicable: 'The tree defines no agent.' };
  }
  return definitions.flatMap(definition =>
    problemsOf(definition).map(
      ({ says, about, line }): Finding => ({
        file: definition.file,
        line: line ?? definition.line,
        message: `${definition.name} ${says}.`,
        subject: `${definition.name} ${about}`,
      }),
    ),
  );
}
