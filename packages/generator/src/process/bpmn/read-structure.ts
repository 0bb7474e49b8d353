import { kebabCase } from '../../casing';
import { DEEPEST_STEPS } from '../bounds';
import { childOf, childrenOf, labelOf, type ReportElement } from './elements';
import { readCondition } from './read-condition';
import {
  descriptionOf,
  readCompensation,
  readDetails,
  readTimer,
  stepId,
  type RawStep,
} from './read-details';
import {
  isCompensationEvent,
  labelOfNode,
  type Flow,
  type FlowNode,
  type Graph,
} from './read-graph';
import type { XmlElement } from './read-xml';

/** The steps of a process, and of which element each was made. */
export interface Structure {
  readonly steps: readonly RawStep[];
  readonly elements: ReadonlyMap<unknown, XmlElement>;
}

/** Where a way through the graph has led. */
interface Way {
  readonly steps: RawStep[];
  /** The gateway that joins it with others; undefined when it has ended. */
  readonly join: FlowNode | undefined;
}

/** The gateways do not nest from here on, so nothing after it can be read. */
class UnstructuredError extends Error {
  readonly node: FlowNode;

  constructor(node: FlowNode, message: string) {
    super(message);
    this.node = node;
  }
}

/** What a node has become, and where to go on. */
interface Passed {
  readonly step: RawStep | undefined;
  readonly next: readonly Flow[];
}

class StructureReader {
  readonly elements = new Map<unknown, XmlElement>();
  readonly #report: ReportElement;
  readonly #seen = new Set<FlowNode>();

  constructor(report: ReportElement) {
    this.#report = report;
  }

  readProcess({ start, nodes }: Graph): RawStep[] {
    for (const node of nodes) this.#refuseConditions(node);
    this.#seen.add(start);
    const { steps, join } = this.#follow(start.outgoing, 1);
    if (join !== undefined)
      throw new UnstructuredError(
        join,
        'joins ways that no gateway before it has split',
      );
    for (const node of nodes) {
      if (!this.#seen.has(node))
        this.#report(
          node.element,
          'is not reached from the start event; connect it, or remove it',
        );
    }
    return steps;
  }

  /** Follows a flow up to its end, or to the gateway that joins it with others. */
  #follow(flows: readonly Flow[], depth: number): Way {
    const steps: RawStep[] = [];
    let [flow] = flows;
    while (flow !== undefined) {
      const node: FlowNode = flow.target;
      if (depth > DEEPEST_STEPS)
        throw new UnstructuredError(
          node,
          `lies deeper than ${DEEPEST_STEPS} gateways and events; join ways that go on alike, or make a process of its own of the inner part`,
        );
      if (isGateway(node) && node.outgoing.length === 1)
        return { steps, join: node };
      if (this.#seen.has(node))
        throw new UnstructuredError(node, 'is reached on two ways');
      this.#seen.add(node);
      const split = isGateway(node) ? this.#split(node, depth) : undefined;
      const task = split ?? this.#task(node, depth);
      if (task.step !== undefined) {
        steps.push(task.step);
        this.elements.set(task.step, node.element);
      }
      [flow] = task.next;
    }
    return { steps, join: undefined };
  }

  #split(node: FlowNode, depth: number): Passed {
    const exclusive = node.element.name === 'exclusiveGateway';
    const otherwise = exclusive ? this.#defaultOf(node) : undefined;
    const ways = node.outgoing.map(flow => ({
      flow,
      ...this.#follow([flow], depth + 1),
    }));
    const join = this.#joinOf(node, ways);
    const head = { id: stepId(node), ...descriptionOf(node.element) };
    if (!exclusive) {
      const ended = ways.find(way => way.join === undefined);
      if (ended !== undefined)
        throw new UnstructuredError(
          node,
          'has a way that ends before the others; let all of them come together in a parallelGateway',
        );
      return {
        step: {
          ...head,
          type: 'parallel',
          branches: ways.map(({ steps }) => steps),
        },
        next: join?.outgoing ?? [],
      };
    }
    const cases = ways.filter(({ flow }) => flow !== otherwise);
    return {
      step: {
        ...head,
        type: 'choice',
        cases: cases.map(({ flow, steps }) => ({
          when: this.#conditionOf(flow),
          steps,
        })),
        else: ways.find(({ flow }) => flow === otherwise)?.steps ?? [],
      },
      next: join?.outgoing ?? [],
    };
  }

  /** The gateway that joins the ways of another one, and no others. */
  #joinOf(node: FlowNode, ways: readonly Way[]): FlowNode | undefined {
    const joined = ways.flatMap(({ join }) => join ?? []);
    const [join, ...others] = joined;
    if (join === undefined) return undefined;
    const other = others.find(one => one !== join);
    if (other !== undefined)
      throw new UnstructuredError(
        node,
        `has ways that come together in ${at(join)} and in ${at(
          other,
        )}; let all that go on come together in one gateway`,
      );
    if (join.element.name !== node.element.name)
      throw new UnstructuredError(
        join,
        `joins what ${at(node)} splits; use a ${node.element.name}`,
      );
    if (join.incoming.length !== joined.length)
      throw new UnstructuredError(
        join,
        `joins ${join.incoming.length} flows, of which ${
          joined.length
        } come from ${at(
          node,
        )}; give every gateway that splits one of its own that joins`,
      );
    this.#seen.add(join);
    return join;
  }

  #task(node: FlowNode, depth: number): Passed {
    const step = readDetails(node, this.#report);
    if (node.element.name === 'endEvent') return this.#end(node, step, depth);
    if (step === undefined) return { step, next: node.outgoing };
    const exits: Way[] = [];
    const add = (event: FlowNode, key: string) => {
      this.#seen.add(event);
      const way = this.#follow(event.outgoing, depth + 1);
      if (step[key] !== undefined)
        this.#report(
          event.element,
          `is a second event of its kind on the edge of ${at(
            node,
          )}; remove one`,
        );
      step[key] = way.steps;
      exits.push(way);
    };
    for (const event of node.boundary) this.#boundary(node, step, event, add);
    if (step.type === 'approval' && step.onRejection === undefined)
      this.#report(
        node.element,
        'has no way for a rejection; attach an error event to it',
      );
    if (
      (step.type === 'approval' || step.type === 'signal') &&
      step.timeout === undefined
    )
      this.#report(
        node.element,
        'may wait for ever; attach a timer event to it, or give a timeout',
      );
    return { step, next: this.#after(node, exits) };
  }

  #boundary(
    node: FlowNode,
    step: RawStep,
    event: FlowNode,
    add: (event: FlowNode, key: string) => void,
  ) {
    const calls = step.type === 'call' || step.type === 'agent';
    const { element } = event;
    const timer = childOf(element, 'timerEventDefinition');
    const failure = childOf(element, 'errorEventDefinition');
    const definitions =
      Number(timer !== undefined) +
      Number(failure !== undefined) +
      Number(isCompensationEvent(event));
    if (definitions !== 1) {
      this.#seen.add(event);
      this.#report(
        element,
        'must have one of a timer, an error and a compensation',
      );
    } else if (isCompensationEvent(event)) {
      this.#seen.add(event);
      const task = node.compensation;
      if (task === undefined) return;
      this.#seen.add(task);
      if (step.type !== 'call')
        this.#report(
          element,
          'is on the edge of what changes no domain, so there is nothing to undo; remove it',
        );
      else step.compensation = readCompensation(task, this.#report);
    } else if (failure !== undefined) {
      if (step.type === 'signal') {
        this.#seen.add(event);
        this.#report(
          element,
          'is on the edge of a task that cannot fail; remove it',
        );
      } else add(event, calls ? 'onFailure' : 'onRejection');
    } else if (timer !== undefined) {
      const { duration } = readTimer(timer, this.#report);
      if (calls) {
        this.#seen.add(event);
        this.#report(
          element,
          'is on the edge of a call, which has a timeout of its own; give it as timeout, and use an error event',
        );
      } else if (duration === undefined) {
        this.#seen.add(event);
        this.#report(element, 'must have a timeDuration');
      } else {
        if (step.timeout !== undefined)
          this.#report(
            element,
            `says how long ${at(
              node,
            )} waits, and so does its timeout; remove one`,
          );
        step.timeout = duration;
        add(event, 'onTimeout');
      }
    }
  }

  /** What comes after a task: where ways from its edge come back, it is after they have joined. */
  #after(node: FlowNode, exits: readonly Way[]): readonly Flow[] {
    const back = exits.flatMap(({ join }) => join ?? []);
    const [first] = back;
    if (first === undefined) return node.outgoing;
    const join = node.outgoing[0]?.target;
    const matches =
      join !== undefined &&
      join.element.name === 'exclusiveGateway' &&
      back.every(one => one === join) &&
      join.incoming.length === back.length + 1;
    if (!matches)
      throw new UnstructuredError(
        node,
        `has an event on its edge whose way comes back in ${at(
          first,
        )}; let it end, or join it in an exclusiveGateway directly after the task`,
      );
    this.#seen.add(join);
    return join.outgoing;
  }

  /** An end event; a plain one on the main way only says that the steps are over. */
  #end(node: FlowNode, step: RawStep | undefined, depth: number): Passed {
    if (step === undefined) return { step, next: [] };
    const plain = step.outcome === undefined && step.compensate === undefined;
    if (plain && depth === 1) return { step: undefined, next: [] };
    const name = kebabCase(node.element.attributes.get('name') ?? '');
    step.outcome ??= /^[a-z]/.test(name) ? name : 'completed';
    return { step, next: [] };
  }

  #defaultOf(node: FlowNode): Flow | undefined {
    const id = node.element.attributes.get('default');
    const flow = node.outgoing.find(one => one.id === id);
    if (id === undefined)
      this.#report(
        node.element,
        'has no default flow; say which way to go when no condition holds',
      );
    else if (flow === undefined)
      this.#report(node.element, 'has a default that is none of its flows');
    return flow;
  }

  #conditionOf(flow: Flow): unknown {
    const [expression, ...others] = childrenOf(
      flow.element,
      'conditionExpression',
    );
    if (expression === undefined || others.length > 0) {
      this.#report(
        flow.element,
        `leaves ${at(
          flow.source,
        )} and needs one condition, such as amount > 1000`,
      );
      return undefined;
    }
    const reading = readCondition(expression.text);
    if (reading.ok) return reading.condition;
    this.#report(
      expression,
      `of ${labelOf(flow.element)}, character ${reading.column}: ${
        reading.message
      }`,
    );
    return undefined;
  }

  /** Only what leaves an exclusive gateway that splits has conditions, and of it not the default. */
  #refuseConditions({ element, outgoing }: FlowNode) {
    const chooses = element.name === 'exclusiveGateway' && outgoing.length > 1;
    for (const flow of outgoing) {
      if (chooses && flow.id !== element.attributes.get('default')) continue;
      if (childOf(flow.element, 'conditionExpression') !== undefined)
        this.#report(
          flow.element,
          'has a condition where there is nothing to choose; remove it',
        );
    }
  }
}

/**
 * Turns a graph without loops into steps within each other: every gateway that
 * splits needs the one gateway of its kind that joins just its ways again.
 */
export function readStructure(
  graph: Graph,
  report: ReportElement,
): Structure | undefined {
  const reader = new StructureReader(report);
  try {
    const steps = reader.readProcess(graph);
    return { steps, elements: reader.elements };
  } catch (error) {
    if (!(error instanceof UnstructuredError)) throw error;
    report(error.node.element, error.message);
    return undefined;
  }
}

function isGateway({ element }: FlowNode): boolean {
  return element.name.endsWith('Gateway');
}

/** A node with its line, for a message about another one. */
function at(node: FlowNode): string {
  return `${labelOfNode(node)} in line ${node.element.line}`;
}
