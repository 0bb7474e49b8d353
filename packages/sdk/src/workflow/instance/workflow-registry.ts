import type { AnyWorkflow } from '../port/definition.js';
import { InvalidDefinitionError } from '../port/errors.js';

/** The definitions that an engine runs, all versions of them. */
export class WorkflowRegistry {
  readonly #byId = new Map<string, AnyWorkflow>();

  /** @throws InvalidDefinitionError when two have one name and version. */
  constructor(workflows: readonly AnyWorkflow[]) {
    for (const workflow of workflows) {
      const id = definitionId(workflow);
      if (this.#byId.has(id)) {
        throw new InvalidDefinitionError(
          `Two definitions of workflow ${workflow.name} are version ${workflow.version}.`,
        );
      }
      this.#byId.set(id, workflow);
    }
  }

  all(): readonly AnyWorkflow[] {
    return [...this.#byId.values()];
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** @throws InvalidDefinitionError when this very definition is not one of them. */
  check(workflow: AnyWorkflow): void {
    if (this.#byId.get(definitionId(workflow)) !== workflow) {
      throw new InvalidDefinitionError(
        `Workflow ${workflow.name}, version ${workflow.version}, is not one of the engine's.`,
      );
    }
  }
}

/** How engines call a definition, for example `fulfil-order@2`. */
export function definitionId(
  workflow: Pick<AnyWorkflow, 'name' | 'version'>,
): string {
  return `${workflow.name}@${workflow.version}`;
}

/** Name and version of a definition's id, or undefined when it is none. */
export function parseDefinitionId(
  id: string,
): { readonly name: string; readonly version: number } | undefined {
  const match = /^([^@]+)@(\d+)$/.exec(id);
  return match === null
    ? undefined
    : { name: match[1] ?? '', version: Number(match[2]) };
}
