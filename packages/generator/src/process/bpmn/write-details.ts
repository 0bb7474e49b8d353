import type { AgentStep, CallStep, Step } from '../steps';
import { xmlElement, xmlText } from './write-xml';

type Input = CallStep['input'];
type Output = CallStep['output'];

/** The extension element that says what a step does; none for what BPMN says itself. */
export function detailsOf(step: Step): string[] {
  switch (step.type) {
    case 'call':
      return extension('call', callAttributes(step), [
        ...inputs(step.input),
        ...outputs(step.output),
        ...retry(step),
      ]);
    case 'agent':
      return extension(
        'agent',
        {
          agent: step.agent,
          task: step.task,
          result: step.result,
          tokens: step.budget.tokens,
          timeout: step.timeout,
        },
        [...inputs(step.input), ...retry(step)],
      );
    case 'signal':
      return extension(
        'signal',
        { name: step.signal, timeout: ownTimeout(step) },
        outputs(step.payload),
      );
    case 'approval':
      return extension('approval', {
        roles: step.roles.join(' '),
        timeout: ownTimeout(step),
      });
    case 'end':
      return extension('end', { outcome: step.outcome });
    default:
      return [];
  }
}

/** The extension element of the task that undoes a call. */
export function compensationDetailsOf({
  service,
  method,
  input,
}: NonNullable<CallStep['compensation']>): string[] {
  return extension('call', { service, method }, inputs(input));
}

/** The text that documents an element. */
export function documentationOf({ description }: Step): string[] {
  return description === undefined
    ? []
    : [`<bpmn:documentation>${xmlText(description)}</bpmn:documentation>`];
}

function callAttributes({ service, method, timeout }: CallStep) {
  return { service, method, timeout };
}

/** Where there is a way for it, the event on the edge says how long. */
function ownTimeout(step: {
  readonly timeout: string;
  readonly onTimeout?: Step[] | undefined;
}): string | undefined {
  return step.onTimeout === undefined ? step.timeout : undefined;
}

function extension(
  name: string,
  attributes: Parameters<typeof xmlElement>[1],
  content: readonly string[] = [],
): string[] {
  return xmlElement(
    'bpmn:extensionElements',
    {},
    xmlElement(`ameide:${name}`, attributes, content),
  );
}

function inputs(fields: Input): string[] {
  return fields.flatMap(({ name, from, value }) =>
    xmlElement('ameide:input', {
      name,
      from,
      text: typeof value === 'string' ? value : undefined,
      number: typeof value === 'number' ? value : undefined,
      boolean: typeof value === 'boolean' ? value : undefined,
    }),
  );
}

function outputs(fields: Output): string[] {
  return fields.flatMap(field => xmlElement('ameide:output', field));
}

function retry({
  retry: { attempts, interval, backoff },
}: CallStep | AgentStep) {
  return xmlElement('ameide:retry', { attempts, interval, backoff });
}
