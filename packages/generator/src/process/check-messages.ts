import { formatPath, type Problem } from '../problem';
import type { VariableInput } from './input';
import type { StepNode } from './sound-steps';
import type { StepDetails } from './step-details';
import { literalFits, wireKindOf, type WireKind } from './wire-kind';

/** A message that a step sends or receives, with the fields that the step names. */
interface Message {
  /** What both have that send or receive the same message: `orders.CreateOrder request`. */
  readonly name: string;
  readonly path: readonly PropertyKey[];
  readonly sent: boolean;
  readonly fields: readonly {
    readonly name: string;
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly value?: string | number | boolean | undefined;
  }[];
}

type MessageField = Message['fields'][number];
type ReportField = (
  key: 'name' | 'from' | 'to' | 'value',
  text: string,
) => void;

/** Fields that AmeideClient and the server fill in. */
const FILLED_IN = ['context', 'clientRequestId'];

/** Remembers of which kind each field is by its first use. */
class FieldKinds {
  readonly #variables: ReadonlyMap<string, VariableInput>;
  readonly #known = new Map<string, { kind: WireKind; place: string }>();

  constructor(variables: readonly VariableInput[]) {
    this.#variables = new Map(variables.map(one => [one.name, one]));
  }

  check(
    message: string,
    { name, from, to, value }: MessageField,
    place: string,
    report: ReportField,
  ) {
    const key = `${message} ${name}`;
    const known = this.#known.get(key);
    const variable = this.#variables.get(from ?? to ?? '');
    const expected = `the ${known?.kind} that ${name} is at ${known?.place}; a field has one type`;
    if (variable !== undefined) {
      const kind = wireKindOf(variable);
      if (known === undefined) this.#known.set(key, { kind, place });
      else if (known.kind !== kind)
        report(
          to === undefined ? 'from' : 'to',
          `${variable.name} is of type ${variable.type} and not ${expected}`,
        );
    } else if (
      known !== undefined &&
      from === undefined &&
      value !== undefined &&
      !literalFits(value, known.kind)
    ) {
      report('value', `is not ${expected}`);
    }
  }
}

/**
 * What goes into messages and comes out of them: each field once, from a variable
 * or a value, and everywhere of the same kind. What fields a message has is known
 * to the contract of its domain alone.
 */
export function checkMessages(
  nodes: readonly StepNode[],
  variables: readonly VariableInput[],
): Problem[] {
  const problems: Problem[] = [];
  const kinds = new FieldKinds(variables);
  for (const { path, details } of nodes) {
    for (const message of details === undefined ? [] : messagesOf(details)) {
      message.fields.forEach((field, index) => {
        const place = [...path, ...message.path, index];
        const report: ReportField = (key, text) =>
          problems.push({ path: formatPath([...place, key]), message: text });
        if (message.sent) checkSource(field, report);
        checkTwice(field, message.fields.slice(0, index), report);
        kinds.check(message.name, field, formatPath(place), report);
      });
    }
  }
  return problems;
}

function checkSource({ name, from, value }: MessageField, report: ReportField) {
  if (from === undefined && value === undefined)
    report(
      'from',
      'is missing; name the variable that the field is taken from, or give a value',
    );
  if (from !== undefined && value !== undefined)
    report(
      'value',
      'cannot be given together with from; remove one of the two',
    );
  if (FILLED_IN.includes(name.split('.')[0] ?? ''))
    report('name', `${name} is filled in by the platform; remove it`);
}

function checkTwice(
  { name, to }: MessageField,
  before: readonly MessageField[],
  report: ReportField,
) {
  for (const other of before) {
    if (other.name === name) {
      report('name', `${name} is there twice; remove one`);
      break;
    }
    if (
      other.name.startsWith(`${name}.`) ||
      name.startsWith(`${other.name}.`)
    ) {
      report(
        'name',
        `${name} and ${other.name} are parts of each other; remove one`,
      );
      break;
    }
  }
  if (to !== undefined && before.some(other => other.to === to))
    report('to', `${to} is given a value twice; remove one`);
}

function messagesOf(step: StepDetails): Message[] {
  switch (step.type) {
    case 'call': {
      const name = `${step.service}.${step.method}`;
      const { compensation } = step;
      return [
        {
          name: `${name} request`,
          path: ['input'],
          sent: true,
          fields: step.input,
        },
        {
          name: `${name} response`,
          path: ['output'],
          sent: false,
          fields: step.output,
        },
        ...(compensation === undefined
          ? []
          : [
              {
                name: `${compensation.service ?? step.service}.${
                  compensation.method
                } request`,
                path: ['compensation', 'input'],
                sent: true,
                fields: compensation.input,
              },
            ]),
      ];
    }
    case 'agent':
      return [
        {
          name: `agent ${step.agent}`,
          path: ['input'],
          sent: true,
          fields: step.input,
        },
      ];
    case 'signal':
      return [
        {
          name: `signal ${step.signal}`,
          path: ['payload'],
          sent: false,
          fields: step.payload,
        },
      ];
    default:
      return [];
  }
}
