/** One thing that is wrong with an input, and where. */
export interface Problem {
  /**
   * Place in the input, as a person would write it in YAML or JSON:
   * `aggregates[0].fields[2].target`. Empty when the whole input is meant.
   */
  readonly path: string;
  /** What is wrong and what to do, one sentence without a full stop. */
  readonly message: string;
}

/** Writes a path of keys and indices as `aggregates[0].fields[2].target`. */
export function formatPath(segments: readonly PropertyKey[]): string {
  return segments
    .map((segment, position) => {
      if (typeof segment === 'number') return `[${segment}]`;
      return position === 0 ? String(segment) : `.${String(segment)}`;
    })
    .join('');
}

// More would only hide the first ones, and fill the log of a run.
const MOST_PROBLEMS = 100;

/**
 * The one text for a refused input: the command line, the scaffolder action
 * and the form print exactly this.
 */
export function formatProblems(
  template: string,
  problems: readonly Problem[],
): string {
  const count =
    problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  const lines = problems
    .slice(0, MOST_PROBLEMS)
    .map(
      problem => `- ${problem.path || '(the whole input)'}: ${problem.message}`,
    );
  if (problems.length > MOST_PROBLEMS)
    lines.push(`and ${problems.length - MOST_PROBLEMS} more`);
  return [`The input of ${template} is not valid (${count}):`, ...lines].join(
    '\n',
  );
}

/** Thrown where an input was expected to be valid; the message names every problem. */
export class InvalidInputError extends Error {
  readonly template: string;
  readonly problems: readonly Problem[];

  constructor(template: string, problems: readonly Problem[]) {
    super(formatProblems(template, problems));
    this.name = 'InvalidInputError';
    this.template = template;
    this.problems = problems;
  }
}
