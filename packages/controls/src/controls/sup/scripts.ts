import {
  shellCommands,
  type ShellCommand,
} from '../../facts/supply/shell-commands';
import type {
  Dockerfile,
  Supply,
  Workflow,
  WorkflowJob,
  WorkflowStep,
} from '../../facts/supply/supply';

/** A command somewhere in a tree, with its place and the script that it is in. */
export interface PlacedCommand extends ShellCommand {
  readonly file: string;
  /** From 1, in the file. */
  readonly placedLine: number;
  /** What follows in the same script. */
  readonly following: readonly ShellCommand[];
  /** Stable name of the script, as `test step 3`. */
  readonly script: string;
}

function placed(
  script: string,
  name: string,
  file: string,
  line: number,
): PlacedCommand[] {
  const commands = shellCommands(script);
  return commands.map((command, index) => ({
    ...command,
    file,
    placedLine: line + command.line,
    following: commands.slice(index + 1),
    script: name,
  }));
}

/** What of a workflow is run by a shell. */
export interface WorkflowScript {
  readonly workflow: Workflow;
  readonly job: WorkflowJob;
  readonly step: WorkflowStep;
  /** Stable name, as `test step 3`. */
  readonly name: string;
  readonly commands: readonly PlacedCommand[];
}

/** Every step of every workflow and composite action, with the commands that it runs. */
export function workflowSteps(workflow: Workflow): WorkflowScript[] {
  return workflow.jobs.flatMap(job =>
    job.steps.map((step, index) => {
      const name = `${job.id} step ${index + 1}`;
      return {
        workflow,
        job,
        step,
        name,
        commands:
          step.run === undefined
            ? []
            : placed(step.run.text, name, workflow.file, step.run.line),
      };
    }),
  );
}

/** What the RUN instructions of a Dockerfile run. */
export function dockerCommands(dockerfile: Dockerfile): PlacedCommand[] {
  let count = 0;
  return dockerfile.stages.flatMap(stage =>
    stage.instructions.flatMap(({ keyword, text, line }) => {
      if (keyword !== 'RUN') return [];
      count += 1;
      return placed(
        text.replace(/^(?:--\S+\s+)*/, ''),
        `RUN ${count}`,
        dockerfile.file,
        line,
      );
    }),
  );
}

/** Everything that is run: by workflows, Dockerfiles and the scripts of packages. */
export function allCommands(supply: Supply): PlacedCommand[] {
  return [
    ...supply.workflows.flatMap(workflow =>
      workflowSteps(workflow).flatMap(({ commands }) => commands),
    ),
    ...supply.dockerfiles.flatMap(dockerCommands),
    ...supply.packages.flatMap(({ file, scripts }) =>
      scripts.flatMap(({ name, text, line }) =>
        placed(text, `script ${name}`, file, line).map(command => ({
          ...command,
          placedLine: line,
        })),
      ),
    ),
  ];
}
