import { formatPath, type Problem } from '../problem';
import type { VariableInput } from './input';
import { literalProblem, operatorsOf } from './literal';
import type { StepNode } from './sound-steps';
import type { StepDetails } from './step-details';
import type { Condition } from './steps';
import { lateReadsOf, readsOf, writesOf } from './variable-uses';

/** Every variable that a step names is declared. */
export function checkDeclared(
  nodes: readonly StepNode[],
  variables: readonly VariableInput[],
): Problem[] {
  const names = variables.map(({ name }) => name);
  return nodes.flatMap(({ path, details }) =>
    details === undefined
      ? []
      : [...readsOf(details), ...lateReadsOf(details), ...writesOf(details)]
          .filter(({ variable }) => !names.includes(variable))
          .map(use => ({
            path: formatPath([...path, ...use.path]),
            message:
              names.length === 0
                ? `no variable is named ${use.variable}; declare it in variables`
                : `no variable is named ${
                    use.variable
                  }; use one of ${names.join(', ')}, or declare it`,
          })),
  );
}

/** What a step does with a variable fits to the variable's type. */
export function checkTypes(
  nodes: readonly StepNode[],
  variables: readonly VariableInput[],
): Problem[] {
  const byName = new Map(variables.map(one => [one.name, one]));
  return nodes.flatMap(({ path, details }) =>
    details === undefined
      ? []
      : typeProblems(details, byName).map(problem => ({
          path: formatPath([...path, ...problem.path]),
          message: problem.message,
        })),
  );
}

interface TypeProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

function typeProblems(
  step: StepDetails,
  byName: ReadonlyMap<string, VariableInput>,
): TypeProblem[] {
  if (step.type === 'timer') return timerProblems(step, byName);
  if (step.type !== 'choice') return [];
  const seen = new Map<string, number>();
  return step.cases.flatMap(({ when }, index) => {
    const path = ['cases', index, 'when'];
    const variable = byName.get(when.variable);
    const problems =
      variable === undefined ? [] : conditionProblems(when, variable, path);
    const key = JSON.stringify([when.variable, when.operator, when.value]);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else
      problems.push({
        path,
        message: `cases[${first}] has the same condition and comes first; remove one`,
      });
    return problems;
  });
}

function conditionProblems(
  { operator, value }: Condition,
  variable: VariableInput,
  path: readonly PropertyKey[],
): TypeProblem[] {
  const problems: TypeProblem[] = [];
  const operators = operatorsOf(variable.type);
  if (!operators.includes(operator))
    problems.push({
      path: [...path, 'operator'],
      message: `${variable.name} is of type ${
        variable.type
      }, which has no ${operator}; use one of ${operators.join(', ')}`,
    });
  const message = literalProblem(variable, value);
  if (message !== undefined)
    problems.push({ path: [...path, 'value'], message });
  return problems;
}

function timerProblems(
  step: Extract<StepDetails, { type: 'timer' }>,
  byName: ReadonlyMap<string, VariableInput>,
): TypeProblem[] {
  if (step.until === undefined) {
    return step.duration === undefined
      ? [
          {
            path: ['duration'],
            message:
              'is missing; say how long, such as P3D, or name a date variable as until',
          },
        ]
      : [];
  }
  if (step.duration !== undefined) {
    return [
      {
        path: ['until'],
        message:
          'cannot be given together with duration; remove one of the two',
      },
    ];
  }
  const type = byName.get(step.until)?.type;
  return type === undefined || type === 'date' || type === 'timestamp'
    ? []
    : [
        {
          path: ['until'],
          message: `${step.until} is of type ${type}; a timer waits until a variable of type date or timestamp`,
        },
      ];
}
