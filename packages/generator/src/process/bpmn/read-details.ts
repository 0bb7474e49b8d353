import { kebabCase } from '../../casing';
import { repeatable } from '../../domain/text';
import { childOf, childrenOf, type ReportElement } from './elements';
import type { FlowNode } from './read-graph';
import type { XmlElement } from './read-xml';

/** A step as the input would give it; its values are checked with those of all steps. */
export type RawStep = Record<string, unknown>;

/** What one of our extension elements may have. */
interface ExtensionRule {
  readonly attributes: readonly string[];
  readonly children: readonly string[];
}

const EXTENSIONS: Readonly<Record<string, ExtensionRule>> = {
  call: {
    attributes: ['service', 'method', 'timeout'],
    children: ['input', 'output', 'retry'],
  },
  agent: {
    attributes: ['agent', 'task', 'result', 'tokens', 'timeout'],
    children: ['input', 'retry'],
  },
  signal: { attributes: ['name', 'timeout'], children: ['output'] },
  approval: { attributes: ['roles', 'timeout'], children: [] },
  end: { attributes: ['outcome'], children: [] },
  input: {
    attributes: ['name', 'from', 'text', 'number', 'boolean'],
    children: [],
  },
  output: { attributes: ['name', 'to'], children: [] },
  retry: { attributes: ['attempts', 'interval', 'backoff'], children: [] },
};

/** What an element must have to become a step, and how to write it. */
const NEEDED: Readonly<Record<string, { names: string[]; example: string }>> = {
  serviceTask: {
    names: ['call', 'agent'],
    example: '<ameide:call service="orders" method="CreateOrder"/>',
  },
  userTask: {
    names: ['approval'],
    example: '<ameide:approval roles="admin"/>',
  },
  receiveTask: {
    names: ['signal'],
    example: '<ameide:signal name="payment-received"/>',
  },
  intermediateCatchEvent: {
    names: ['signal'],
    example: '<ameide:signal name="payment-received" timeout="P3D"/>',
  },
  endEvent: { names: ['end'], example: '<ameide:end outcome="rejected"/>' },
};

/** The id of the step that an element becomes: `Task_CreateOrder` is `task-create-order`. */
export function stepId(node: FlowNode): string {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(node.id)
    ? node.id
    : kebabCase(node.id);
}

/**
 * The step that a task or an event becomes, without the steps within it;
 * undefined for what is no step of its own, and for what is wrong.
 */
export function readDetails(
  node: FlowNode,
  report: ReportElement,
): RawStep | undefined {
  const { element } = node;
  const extension = extensionOf(element, report);
  const head = { id: stepId(node), ...descriptionOf(element) };
  if (element.name === 'endEvent') {
    const compensates =
      childOf(element, 'compensateEventDefinition') !== undefined;
    return {
      ...head,
      type: 'end',
      outcome: extension?.attributes.get('outcome'),
      ...(compensates && { compensate: true }),
    };
  }
  if (element.name === 'intermediateCatchEvent') {
    const timers = childrenOf(element, 'timerEventDefinition');
    const messages = childrenOf(element, 'messageEventDefinition');
    if (timers.length + messages.length !== 1) {
      report(
        element,
        'waits for nothing known; give it one timer or one message',
      );
      return undefined;
    }
    const [timer] = timers;
    if (timer !== undefined) {
      if (extension !== undefined)
        report(extension, 'has no meaning for a timer; remove it');
      return { ...head, type: 'timer', ...readTimer(timer, report) };
    }
  }
  const needed = NEEDED[element.name];
  if (needed === undefined) return undefined;
  if (extension === undefined) {
    report(
      element,
      `does not say what to do; add ${needed.example} to its extensionElements`,
    );
    return undefined;
  }
  return { ...head, ...readExtension(extension) };
}

/** The call that undoes another, from the task that is drawn for it. */
export function readCompensation(
  node: FlowNode,
  report: ReportElement,
): RawStep | undefined {
  const extension = extensionOf(node.element, report);
  if (extension?.name !== 'call') {
    report(
      node.element,
      'does not say how to undo; add <ameide:call service="orders" method="CancelOrder"/> to its extensionElements',
    );
    return undefined;
  }
  for (const child of extension.children) {
    if (child.name !== 'input')
      report(child, 'has no meaning for what undoes; remove it');
  }
  if (extension.attributes.has('timeout'))
    report(extension, 'has no timeout of its own here; remove it');
  return {
    service: extension.attributes.get('service'),
    method: extension.attributes.get('method'),
    input: inputsOf(extension),
  };
}

/** `duration` or `until` of a timer. */
export function readTimer(timer: XmlElement, report: ReportElement): RawStep {
  const [time, ...others] = timer.children;
  if (time === undefined || others.length > 0) {
    report(timer, 'must have one timeDuration or one timeDate');
    return {};
  }
  const text = time.text.trim();
  if (time.name === 'timeDuration') return { duration: text };
  if (!/^[a-z][A-Za-z0-9]{0,39}$/.test(text)) {
    report(
      time,
      `${repeatable(
        text,
        60,
      )} is not the name of a variable of type date or timestamp`,
    );
  }
  return { until: text };
}

/** The text that documents an element. */
export function descriptionOf(element: XmlElement): RawStep {
  const text = childrenOf(element, 'documentation')
    .map(documentation => documentation.text.trim())
    .filter(one => one !== '')
    .join('\n');
  return text === '' ? {} : { description: text };
}

/** The one element of ours that an element has, when it is one that fits there. */
function extensionOf(
  element: XmlElement,
  report: ReportElement,
): XmlElement | undefined {
  const names = NEEDED[element.name]?.names ?? [];
  const found = childrenOf(element, 'extensionElements').flatMap(
    ({ children }) => children,
  );
  const ours = found.filter(
    ({ namespace, name }) => namespace === 'ameide' && names.includes(name),
  );
  for (const other of found) {
    if (ours.includes(other)) checkExtension(other, report);
    else
      report(
        other,
        `has no meaning in a ${element.name}; ${
          names.length === 0
            ? 'remove it'
            : `only ${names.map(name => `ameide:${name}`).join(' or ')} has`
        }`,
      );
  }
  for (const other of ours.slice(1))
    report(other, 'is the second of its task; remove one');
  return ours[0];
}

function checkExtension(extension: XmlElement, report: ReportElement) {
  const rule = EXTENSIONS[extension.name];
  for (const name of extension.attributes.keys()) {
    if (rule?.attributes.includes(name)) continue;
    report(
      extension,
      `has the attribute ${repeatable(
        name,
        60,
      )}, which is not known; use ${rule?.attributes.join(', ')}`,
    );
  }
  if (extension.text.trim() !== '')
    report(extension, 'has a text, which has no meaning; use its attributes');
  const seen = new Set<string>();
  for (const child of extension.children) {
    if (child.namespace !== 'ameide' || !rule?.children.includes(child.name)) {
      report(
        child,
        `has no meaning in ${extension.written}; ${
          rule === undefined || rule.children.length === 0
            ? 'remove it'
            : `use ${rule.children.map(name => `ameide:${name}`).join(', ')}`
        }`,
      );
      continue;
    }
    if (child.name === 'retry' && seen.has('retry'))
      report(child, 'is there twice; remove one');
    seen.add(child.name);
    checkExtension(child, report);
    if (child.name === 'input') checkInput(child, report);
  }
}

function checkInput(input: XmlElement, report: ReportElement) {
  const sources = ['from', 'text', 'number', 'boolean'].filter(name =>
    input.attributes.has(name),
  );
  if (sources.length !== 1)
    report(
      input,
      `must have one of from, text, number and boolean${
        sources.length === 0 ? '' : ` and has ${sources.join(' and ')}`
      }`,
    );
}

function readExtension(extension: XmlElement): RawStep {
  const attribute = (name: string) => extension.attributes.get(name);
  const timeout = attribute('timeout');
  const time = timeout === undefined ? {} : { timeout };
  switch (extension.name) {
    case 'call':
      return {
        type: 'call',
        service: attribute('service'),
        method: attribute('method'),
        input: inputsOf(extension),
        output: outputsOf(extension),
        ...time,
        ...retryOf(extension),
      };
    case 'agent':
      return {
        type: 'agent',
        agent: attribute('agent'),
        task: attribute('task'),
        input: inputsOf(extension),
        result: attribute('result'),
        ...(attribute('tokens') !== undefined && {
          budget: { tokens: numberOf(attribute('tokens')) },
        }),
        ...time,
        ...retryOf(extension),
      };
    case 'signal':
      return {
        type: 'signal',
        signal: attribute('name'),
        payload: outputsOf(extension),
        ...time,
      };
    default:
      return {
        type: 'approval',
        roles: (attribute('roles') ?? '').split(/[\s,]+/).filter(Boolean),
        ...time,
      };
  }
}

function inputsOf(extension: XmlElement): RawStep[] {
  return partsOf(extension, 'input').map(({ attributes }) => {
    const name = attributes.get('name');
    const from = attributes.get('from');
    if (from !== undefined) return { name, from };
    const truth = attributes.get('boolean');
    if (truth !== undefined)
      return {
        name,
        value: truth === 'true' || truth === 'false' ? truth === 'true' : null,
      };
    const text = attributes.get('text');
    return { name, value: text ?? numberOf(attributes.get('number')) };
  });
}

function outputsOf(extension: XmlElement): RawStep[] {
  return partsOf(extension, 'output').map(({ attributes }) => ({
    name: attributes.get('name'),
    to: attributes.get('to'),
  }));
}

function retryOf(extension: XmlElement): RawStep {
  const [retry] = partsOf(extension, 'retry');
  if (retry === undefined) return {};
  const interval = retry.attributes.get('interval');
  const numbers = ['attempts', 'backoff'].flatMap(name =>
    retry.attributes.has(name)
      ? [[name, numberOf(retry.attributes.get(name))]]
      : [],
  );
  return {
    retry: {
      ...Object.fromEntries(numbers),
      ...(interval !== undefined && { interval }),
    },
  };
}

/** A number, or what was given instead, which the schema then refuses. */
function numberOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined;
  return /^-?\d{1,40}(\.\d{1,40})?(e[+-]?\d{1,3})?$/.test(text)
    ? Number(text)
    : null;
}

function partsOf(extension: XmlElement, name: string): XmlElement[] {
  return extension.children.filter(
    child => child.namespace === 'ameide' && child.name === name,
  );
}
