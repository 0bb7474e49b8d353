import { repeatable } from '../../domain/text';
import type { XmlElement } from './read-xml';

/** What an element of BPMN may have here. */
interface ElementRule {
  readonly attributes: readonly string[];
  readonly children: readonly string[];
}

const FLOW_NODE = ['documentation', 'incoming', 'outgoing'];

const activity: ElementRule = {
  attributes: ['id', 'name'],
  children: [...FLOW_NODE, 'extensionElements'],
};
const gateway: ElementRule = {
  attributes: ['id', 'name', 'gatewayDirection'],
  children: FLOW_NODE,
};
const label: ElementRule = { attributes: ['id'], children: [] };

/** The elements that a process can be drawn with, and what each may have. */
const RULES: Readonly<Record<string, ElementRule>> = {
  definitions: {
    // What a modeler notes about itself and the file changes nothing.
    attributes: [
      'id',
      'name',
      'targetNamespace',
      'exporter',
      'exporterVersion',
      'expressionLanguage',
      'typeLanguage',
      'xsi:schemaLocation',
    ],
    children: ['collaboration', 'process', 'message', 'error', 'documentation'],
  },
  collaboration: {
    attributes: ['id', 'name', 'isClosed'],
    children: ['participant', 'documentation'],
  },
  participant: {
    attributes: ['id', 'name', 'processRef'],
    children: ['documentation'],
  },
  message: { attributes: ['id', 'name'], children: ['documentation'] },
  error: {
    attributes: ['id', 'name', 'errorCode'],
    children: ['documentation'],
  },
  process: {
    attributes: ['id', 'name', 'isExecutable', 'isClosed', 'processType'],
    children: [
      'documentation',
      'startEvent',
      'endEvent',
      'serviceTask',
      'userTask',
      'receiveTask',
      'intermediateCatchEvent',
      'boundaryEvent',
      'exclusiveGateway',
      'parallelGateway',
      'sequenceFlow',
      'association',
    ],
  },
  startEvent: { attributes: ['id', 'name'], children: FLOW_NODE },
  endEvent: {
    attributes: ['id', 'name'],
    children: [...FLOW_NODE, 'extensionElements', 'compensateEventDefinition'],
  },
  serviceTask: activity,
  userTask: activity,
  receiveTask: {
    ...activity,
    attributes: [...activity.attributes, 'messageRef'],
  },
  intermediateCatchEvent: {
    attributes: ['id', 'name'],
    children: [
      ...FLOW_NODE,
      'extensionElements',
      'timerEventDefinition',
      'messageEventDefinition',
    ],
  },
  boundaryEvent: {
    attributes: ['id', 'name', 'attachedToRef'],
    children: [
      ...FLOW_NODE,
      'timerEventDefinition',
      'errorEventDefinition',
      'compensateEventDefinition',
    ],
  },
  exclusiveGateway: {
    ...gateway,
    attributes: [...gateway.attributes, 'default'],
  },
  parallelGateway: gateway,
  sequenceFlow: {
    attributes: ['id', 'name', 'sourceRef', 'targetRef'],
    children: ['documentation', 'conditionExpression'],
  },
  association: {
    attributes: ['id', 'sourceRef', 'targetRef', 'associationDirection'],
    children: [],
  },
  timerEventDefinition: {
    attributes: ['id'],
    children: ['timeDuration', 'timeDate'],
  },
  messageEventDefinition: { attributes: ['id', 'messageRef'], children: [] },
  errorEventDefinition: { attributes: ['id', 'errorRef'], children: [] },
  compensateEventDefinition: label,
  conditionExpression: { attributes: ['id', 'xsi:type'], children: [] },
  timeDuration: { attributes: ['id', 'xsi:type'], children: [] },
  timeDate: { attributes: ['id', 'xsi:type'], children: [] },
  documentation: { attributes: ['id', 'textFormat'], children: [] },
  incoming: { attributes: [], children: [] },
  outgoing: { attributes: [], children: [] },
  extensionElements: { attributes: [], children: [] },
};

/** Attributes that some modelers write with the value that they have anyway. */
const DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  cancelActivity: ['true'],
  completionQuantity: ['1'],
  implementation: ['##WebService', '##unspecified'],
  instantiate: ['false'],
  isForCompensation: ['true', 'false'],
  isImmediate: ['true'],
  isInterrupting: ['true'],
  parallelMultiple: ['false'],
  startQuantity: ['1'],
  waitForCompletion: ['true'],
};

/** What to use instead of an element that a process cannot have. */
const INSTEAD: Readonly<Record<string, string>> = {
  adHocSubProcess: 'draw its tasks in the process itself',
  businessRuleTask: 'use a serviceTask that calls the domain with the rule',
  callActivity: 'use a serviceTask that calls a domain',
  complexGateway: 'use exclusive and parallel gateways',
  dataObject: 'declare a variable in the input',
  dataObjectReference: 'declare a variable in the input',
  dataStoreReference: 'keep data in a domain',
  errorEventDefinition: 'end with an outcome, or attach the event to a task',
  eventBasedGateway: 'use a receiveTask with a timer event attached to it',
  group: 'remove it',
  inclusiveGateway: 'use exclusive and parallel gateways',
  intermediateThrowEvent: 'use a serviceTask that calls a domain',
  laneSet: 'remove the lanes; say who decides as roles of an approval',
  manualTask: 'use a userTask with an approval, or remove it',
  messageFlow: 'use a serviceTask to send, and a receiveTask to wait',
  multiInstanceLoopCharacteristics: 'let a domain do it for all, in one call',
  scriptTask: 'use a serviceTask that calls a domain',
  sendTask: 'use a serviceTask that calls a domain',
  signalEventDefinition: 'use a message event',
  standardLoopCharacteristics: 'use retries, or let a domain repeat it',
  subProcess: 'draw its tasks in the process itself',
  task: 'use a serviceTask, a userTask or a receiveTask',
  terminateEventDefinition:
    'use a plain end event after the gateways have joined',
  textAnnotation: 'use the documentation of an element',
  timeCycle:
    'use timeDuration or timeDate, because a process runs forward only',
  transaction: 'use compensation',
};

/** How messages name an element: `serviceTask "create-order"`. */
export function labelOf(element: XmlElement): string {
  const id = element.attributes.get('id');
  const kind = repeatable(
    element.namespace === 'bpmn' ? element.name : element.written,
    60,
  );
  return id === undefined ? kind : `${kind} "${repeatable(id, 60)}"`;
}

/** Takes what is wrong with an element. */
export type ReportElement = (element: XmlElement, message: string) => void;

/**
 * Refuses every element and attribute that has no meaning here, so that nothing
 * of a file is left out without a word. How it is drawn is not looked at.
 */
export function checkElements(root: XmlElement, report: ReportElement) {
  if (root.namespace !== 'bpmn' || root.name !== 'definitions') {
    report(
      root,
      'is not the definitions of BPMN 2.0; give a file that a BPMN 2.0 modeler has saved',
    );
    return;
  }
  checkElement(root, report);
}

function checkElement(element: XmlElement, report: ReportElement) {
  const rule = RULES[element.name];
  if (rule === undefined) return;
  for (const [name, value] of element.attributes) {
    if (rule.attributes.includes(name)) continue;
    const defaults = Object.hasOwn(DEFAULTS, name) ? DEFAULTS[name] : undefined;
    // On definitions modelers note with which of their versions the file runs.
    if (element.name === 'definitions' && name.includes(':')) continue;
    if (defaults === undefined)
      report(
        element,
        `has the attribute ${repeatable(
          name,
          60,
        )}, which has no meaning here; remove it`,
      );
    else if (!defaults.includes(value))
      report(
        element,
        `has ${name}="${repeatable(value, 60)}"; only ${defaults.join(
          ' or ',
        )} is possible`,
      );
  }
  if (element.name === 'extensionElements') return;
  for (const child of element.children) {
    const drawing =
      child.namespace === 'bpmndi' && element.name === 'definitions';
    if (drawing) continue;
    if (child.namespace === 'bpmn' && rule.children.includes(child.name))
      checkElement(child, report);
    else report(child, refusalOf(child, element));
  }
}

function refusalOf(child: XmlElement, parent: XmlElement): string {
  const known =
    child.namespace === 'bpmn' && Object.hasOwn(INSTEAD, child.name)
      ? INSTEAD[child.name]
      : undefined;
  const elsewhere =
    child.namespace === 'bpmn' && Object.hasOwn(RULES, child.name);
  return `cannot stand in ${labelOf(parent)}; ${
    known ?? (elsewhere ? 'remove it' : 'it has no meaning here, remove it')
  }`;
}

/** The children of a name in BPMN. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter(
    child => child.namespace === 'bpmn' && child.name === name,
  );
}

/** The first child of a name in BPMN. */
export function childOf(
  element: XmlElement,
  name: string,
): XmlElement | undefined {
  return childrenOf(element, name)[0];
}
