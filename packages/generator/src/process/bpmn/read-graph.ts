import { repeatable } from '../../domain/text';
import { childOf, childrenOf, labelOf, type ReportElement } from './elements';
import type { XmlElement } from './read-xml';

/** A sequence flow between two nodes. */
export interface Flow {
  readonly id: string;
  readonly element: XmlElement;
  readonly source: FlowNode;
  readonly target: FlowNode;
}

/** An event, a task or a gateway. */
export interface FlowNode {
  readonly id: string;
  readonly element: XmlElement;
  /** In the order of the file. */
  readonly incoming: Flow[];
  readonly outgoing: Flow[];
  /** Events on the edge of a task, in the order of the file. */
  readonly boundary: FlowNode[];
  /** The task that undoes this one. */
  compensation?: FlowNode;
}

/** The one process of a file. */
export interface Graph {
  readonly start: FlowNode;
  readonly nodes: readonly FlowNode[];
}

const GATEWAYS = ['exclusiveGateway', 'parallelGateway'];
const NODES = [
  ...GATEWAYS,
  'startEvent',
  'endEvent',
  'serviceTask',
  'userTask',
  'receiveTask',
  'intermediateCatchEvent',
  'boundaryEvent',
];

/** Whether a task is there only to undo another. */
export function isCompensation({ element }: FlowNode): boolean {
  return element.attributes.get('isForCompensation') === 'true';
}

/** Whether an event on the edge of a task leads to the task that undoes it. */
export function isCompensationEvent({ element }: FlowNode): boolean {
  return childOf(element, 'compensateEventDefinition') !== undefined;
}

/**
 * The nodes of the one process of a file with what connects them; undefined when
 * there is not one process with one start. Every reference leads somewhere.
 */
export function readGraph(
  root: XmlElement,
  report: ReportElement,
): Graph | undefined {
  checkIds(root, report);
  checkPools(root, report);
  const [process, ...others] = childrenOf(root, 'process');
  for (const other of others)
    report(other, 'is a second process; give each a service of its own');
  if (process === undefined) {
    report(root, 'has no process');
    return undefined;
  }
  const nodes = new Map<string, FlowNode>();
  for (const element of process.children) {
    if (!NODES.includes(element.name)) continue;
    const id = element.attributes.get('id') ?? '';
    nodes.set(id, { id, element, incoming: [], outgoing: [], boundary: [] });
  }
  connectFlows(process, nodes, report);
  attachEvents(nodes, report);
  connectCompensation(process, nodes, report);
  for (const node of nodes.values()) checkConnections(node, report);

  const starts = [...nodes.values()].filter(
    ({ element }) => element.name === 'startEvent',
  );
  const [start, ...more] = starts;
  for (const other of more)
    report(other.element, 'is a second start event; a process begins at one');
  if (start === undefined) report(process, 'has no start event');
  return start && { start, nodes: [...nodes.values()] };
}

/** Ids are there, and each once: everything is found by them. */
function checkIds(root: XmlElement, report: ReportElement) {
  const seen = new Map<string, XmlElement>();
  const visit = (element: XmlElement) => {
    if (element.namespace !== 'bpmn') return;
    const id = element.attributes.get('id');
    const needed =
      NODES.includes(element.name) || element.name === 'sequenceFlow';
    if (id === undefined || id === '') {
      if (needed) report(element, 'has no id; give it one');
    } else {
      const other = seen.get(id);
      if (other !== undefined)
        report(
          element,
          `has the id of the ${other.name} in line ${other.line}; give it another`,
        );
      else seen.set(id, element);
    }
    element.children.forEach(visit);
  };
  visit(root);
}

/** A file may frame its process as one pool; two would be two processes. */
function checkPools(root: XmlElement, report: ReportElement) {
  const participants = childrenOf(root, 'collaboration').flatMap(one =>
    childrenOf(one, 'participant'),
  );
  for (const other of participants.slice(1))
    report(other, 'is a second pool; give each a service of its own');
}

function connectFlows(
  process: XmlElement,
  nodes: ReadonlyMap<string, FlowNode>,
  report: ReportElement,
) {
  for (const element of childrenOf(process, 'sequenceFlow')) {
    const source = nodes.get(element.attributes.get('sourceRef') ?? '');
    const target = nodes.get(element.attributes.get('targetRef') ?? '');
    if (source === undefined)
      report(element, 'comes from nowhere; its sourceRef names no node');
    if (target === undefined)
      report(element, 'leads nowhere; its targetRef names no node');
    if (source === undefined || target === undefined) continue;
    const flow = {
      id: element.attributes.get('id') ?? '',
      element,
      source,
      target,
    };
    source.outgoing.push(flow);
    target.incoming.push(flow);
  }
  for (const { element, incoming, outgoing } of nodes.values()) {
    // These repeat what the flows say; some modelers leave them out.
    for (const [name, flows] of [
      ['incoming', incoming],
      ['outgoing', outgoing],
    ] as const) {
      for (const { text } of childrenOf(element, name)) {
        const id = text.trim().replace(/^.*:/, '');
        if (!flows.some(flow => flow.id === id))
          report(
            element,
            `names ${repeatable(id, 60)} as ${name}, which is no such flow`,
          );
      }
    }
  }
}

function attachEvents(
  nodes: ReadonlyMap<string, FlowNode>,
  report: ReportElement,
) {
  for (const node of nodes.values()) {
    if (node.element.name !== 'boundaryEvent') continue;
    const task = nodes.get(node.element.attributes.get('attachedToRef') ?? '');
    if (task === undefined || !task.element.name.endsWith('Task'))
      report(node.element, 'is on the edge of no task; attach it to one');
    else task.boundary.push(node);
  }
}

function connectCompensation(
  process: XmlElement,
  nodes: ReadonlyMap<string, FlowNode>,
  report: ReportElement,
) {
  const undone = new Set<FlowNode>();
  for (const element of childrenOf(process, 'association')) {
    const event = nodes.get(element.attributes.get('sourceRef') ?? '');
    const task = nodes.get(element.attributes.get('targetRef') ?? '');
    const host = [...nodes.values()].find(
      ({ boundary }) => event !== undefined && boundary.includes(event),
    );
    if (
      event === undefined ||
      task === undefined ||
      host === undefined ||
      !isCompensationEvent(event) ||
      !isCompensation(task)
    ) {
      report(
        element,
        'does not lead from a compensation event to a task for compensation; remove it',
      );
    } else if (host.compensation !== undefined || undone.has(task)) {
      report(element, 'is a second one for the same task; remove it');
    } else {
      host.compensation = task;
      undone.add(task);
    }
  }
  for (const node of nodes.values()) {
    if (isCompensation(node) && !undone.has(node))
      report(
        node.element,
        'is for compensation, but no compensation event leads to it; connect them by an association',
      );
    for (const event of node.boundary) {
      if (isCompensationEvent(event) && node.compensation === undefined)
        report(
          event.element,
          'leads to no task for compensation; connect them by an association',
        );
    }
  }
}

/** How many flows begin and end at a node. */
function checkConnections(node: FlowNode, report: ReportElement) {
  const { element, incoming, outgoing } = node;
  if (GATEWAYS.includes(element.name)) {
    if (incoming.length === 0)
      report(element, 'is reached by no flow; connect it, or remove it');
    if (outgoing.length === 0)
      report(element, 'leads nowhere; connect it, or remove it');
    if (incoming.length > 1 && outgoing.length > 1)
      report(
        element,
        'joins and splits at once; use a gateway for each, so that they can be matched',
      );
    return;
  }
  const alone = isCompensation(node) || isCompensationEvent(node);
  const ends = element.name === 'endEvent';
  const begins =
    element.name === 'startEvent' || element.name === 'boundaryEvent';
  const expectedIn = begins || (alone && !ends) ? 0 : 1;
  const expectedOut = ends || alone ? 0 : 1;
  if (incoming.length > Math.max(expectedIn, 1) && expectedIn === 1)
    report(
      element,
      `is reached by ${incoming.length} flows; join them by a gateway first`,
    );
  else if (incoming.length !== expectedIn)
    report(
      element,
      expectedIn === 0
        ? 'cannot be reached by a flow; remove the flow'
        : 'is reached by no flow; connect it, or remove it',
    );
  if (outgoing.length > 1 && expectedOut === 1)
    report(
      element,
      `leads to ${outgoing.length} flows; split them by a gateway`,
    );
  else if (outgoing.length !== expectedOut)
    report(
      element,
      expectedOut === 0
        ? 'cannot lead on; remove the flow'
        : 'leads nowhere; connect it to the next element or an end event',
    );
}

/** The nodes of a loop in their order, if the flows form one. */
export function loopIn({ nodes }: Graph): FlowNode[] | undefined {
  const done = new Set<FlowNode>();
  for (const first of nodes) {
    const way: { node: FlowNode; next: number }[] = [];
    const onWay = new Set<FlowNode>();
    const enter = (node: FlowNode) => {
      way.push({ node, next: 0 });
      onWay.add(node);
    };
    if (!done.has(first)) enter(first);
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const { node } = top;
      const targets = [
        ...node.outgoing.map(({ target }) => target),
        ...node.boundary,
      ];
      const target = targets[top.next];
      top.next += 1;
      if (target === undefined) {
        way.pop();
        onWay.delete(node);
        done.add(node);
      } else if (onWay.has(target)) {
        const loop = way.map(entry => entry.node);
        return loop.slice(loop.indexOf(target));
      } else if (!done.has(target)) enter(target);
    }
  }
  return undefined;
}

/** How messages name a node. */
export const labelOfNode = ({ element }: FlowNode) => labelOf(element);
