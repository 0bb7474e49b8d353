import { spacedWords } from '../casing';
import { drawing, type Cell, type Edge, type Shape } from './bpmn/drawing';
import { writeCondition } from './bpmn/read-condition';
import {
  AMEIDE_NAMESPACE,
  BPMN_DI_NAMESPACE,
  BPMN_NAMESPACE,
  XSI_NAMESPACE,
} from './bpmn/read-xml';
import {
  compensationDetailsOf,
  detailsOf,
  documentationOf,
} from './bpmn/write-details';
import { xmlElement, xmlText } from './bpmn/write-xml';
import type { CallStep, Condition, Step } from './steps';

/**
 * Ids of what is no step have a dot, which no id of a step has. The process is
 * named so too.
 */
const PROCESS = 'process.main';

/** A flow that has begun and not yet arrived. */
interface OpenFlow {
  readonly source: string;
  /** Flows of a gateway stand in this order, which is that of its cases. */
  readonly order: number;
  readonly condition?: Condition | undefined;
}

interface Flow extends OpenFlow {
  readonly target: string;
}

interface Node {
  readonly tag: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string | boolean | undefined>>;
  readonly content: readonly string[];
}

/** Where a list of steps has led: what is still open, and the first free column. */
interface Written {
  readonly open: readonly OpenFlow[];
  readonly column: number;
}

const ELEMENTS: Readonly<
  Record<Step['type'], { readonly kind: Shape['kind']; readonly tag: string }>
> = {
  call: { kind: 'task', tag: 'serviceTask' },
  agent: { kind: 'task', tag: 'serviceTask' },
  signal: { kind: 'task', tag: 'receiveTask' },
  approval: { kind: 'task', tag: 'userTask' },
  timer: { kind: 'event', tag: 'intermediateCatchEvent' },
  parallel: { kind: 'gateway', tag: 'parallelGateway' },
  choice: { kind: 'gateway', tag: 'exclusiveGateway' },
  end: { kind: 'event', tag: 'endEvent' },
};

/** What BPMN itself says of an event. */
function definitionsOf(step: Step): string[] {
  if (step.type === 'end')
    return step.compensate ? ['<bpmn:compensateEventDefinition/>'] : [];
  if (step.type !== 'timer') return [];
  return step.duration === undefined
    ? timer('timeDate', step.until ?? '')
    : timer('timeDuration', step.duration);
}

function timer(name: 'timeDate' | 'timeDuration', value: string): string[] {
  return xmlElement('bpmn:timerEventDefinition', {}, [
    `<bpmn:${name} xsi:type="bpmn:tFormalExpression">${xmlText(
      value,
    )}</bpmn:${name}>`,
  ]);
}

class BpmnWriter {
  readonly #nodes: Node[] = [];
  readonly #flows: Flow[] = [];
  readonly #associations: Edge[] = [];
  readonly #shapes: Shape[] = [];
  readonly #defaults = new Map<string, OpenFlow>();
  #order = 0;
  #lastRow = 0;

  process(steps: readonly Step[]) {
    const start = this.#add('event', 'startEvent', 'process.start', {
      column: 0,
      row: 0,
    });
    const { open, column } = this.#list(steps, [this.#from(start)], {
      column: 1,
      row: 0,
    });
    if (open.length > 0) {
      const end = this.#add('event', 'endEvent', 'process.end', {
        column,
        row: 0,
      });
      this.#connect(open, end);
    }
  }

  toString(): string {
    const flows = this.#flows
      .sort((first, second) => first.order - second.order)
      .map((flow, index) => ({ ...flow, id: `flow.${index + 1}` }));
    const idOf = (open: OpenFlow | undefined) =>
      flows.find(({ order }) => order === open?.order)?.id;
    const lines = [
      ...this.#nodes.flatMap(({ tag, id, attributes, content }) =>
        xmlElement(
          `bpmn:${tag}`,
          { id, ...attributes, default: idOf(this.#defaults.get(id)) },
          content,
        ),
      ),
      ...flows.flatMap(({ id, source, target, condition }) =>
        xmlElement(
          'bpmn:sequenceFlow',
          { id, sourceRef: source, targetRef: target },
          condition === undefined
            ? []
            : [
                `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${xmlText(
                  writeCondition(condition),
                )}</bpmn:conditionExpression>`,
              ],
        ),
      ),
      ...this.#associations.flatMap(({ id, source, target }) =>
        xmlElement('bpmn:association', {
          id,
          associationDirection: 'One',
          sourceRef: source,
          targetRef: target,
        }),
      ),
    ];
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<bpmn:definitions',
      `    xmlns:bpmn="${BPMN_NAMESPACE}"`,
      `    xmlns:bpmndi="${BPMN_DI_NAMESPACE}"`,
      '    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"',
      '    xmlns:di="http://www.omg.org/spec/DD/20100524/DI"',
      `    xmlns:xsi="${XSI_NAMESPACE}"`,
      `    xmlns:ameide="${AMEIDE_NAMESPACE}"`,
      `    targetNamespace="${AMEIDE_NAMESPACE}">`,
      `  <bpmn:process id="${PROCESS}" isExecutable="true">`,
      ...lines.map(line => `    ${line}`),
      '  </bpmn:process>',
      ...drawing(PROCESS, this.#shapes, [...flows, ...this.#associations]),
      '</bpmn:definitions>',
      '',
    ].join('\n');
  }

  /** The steps of a list one after the other, from where flows are open. */
  #list(
    steps: readonly Step[],
    from: readonly OpenFlow[],
    cell: Cell,
  ): Written {
    let written: Written = { open: from, column: cell.column };
    for (const step of steps)
      written = this.#step(step, written.open, {
        ...cell,
        column: written.column,
      });
    return written;
  }

  #step(step: Step, from: readonly OpenFlow[], cell: Cell): Written {
    const { kind, tag } = ELEMENTS[step.type];
    const node = this.#add(kind, tag, step.id, cell, {
      attributes: { name: spacedWords(step.id) },
      content: [
        ...documentationOf(step),
        ...detailsOf(step),
        ...definitionsOf(step),
      ],
    });
    this.#connect(from, node);
    const next = { ...cell, column: cell.column + 1 };
    switch (step.type) {
      case 'end':
        return { open: [], column: next.column };
      case 'timer':
        return { open: [this.#from(node)], column: next.column };
      case 'parallel':
        return this.#joined(
          tag,
          step,
          step.branches.map(steps => ({ steps, flow: this.#from(node) })),
          next,
        );
      case 'choice': {
        const ways = step.cases.map(({ when, steps }) => ({
          steps,
          flow: this.#from(node, when),
        }));
        const otherwise = this.#from(node);
        this.#defaults.set(node, otherwise);
        return this.#joined(
          tag,
          step,
          [...ways, { steps: step.else, flow: otherwise }],
          next,
        );
      }
      case 'call':
        if (step.compensation !== undefined)
          this.#compensation(step, step.compensation, cell);
        return this.#exits(step, { failure: step.onFailure }, cell);
      case 'agent':
        return this.#exits(step, { failure: step.onFailure }, cell);
      case 'signal':
        return this.#exits(step, { timeout: step.onTimeout }, cell);
      default:
        return this.#exits(
          step,
          { rejection: step.onRejection, timeout: step.onTimeout },
          cell,
        );
    }
  }

  /** Ways side by side, and the gateway in which those that go on come together. */
  #joined(
    tag: string,
    { id }: Step,
    ways: readonly { steps: readonly Step[]; flow: OpenFlow }[],
    cell: Cell,
  ): Written {
    const written = ways.map(({ steps, flow }, index) =>
      this.#list(steps, [flow], {
        ...cell,
        row: index === 0 ? cell.row : this.#freeRow(),
      }),
    );
    const column = Math.max(...written.map(way => way.column));
    const open = written.flatMap(way => way.open);
    if (open.length === 0) return { open, column };
    const join = this.#add('gateway', tag, `join.${id}`, { ...cell, column });
    this.#connect(open, join);
    return { open: [this.#from(join)], column: column + 1 };
  }

  /** Ways from events on the edge of a task; those that come back are joined after it. */
  #exits(
    step: Extract<Step, { type: 'call' | 'agent' | 'signal' | 'approval' }>,
    ways: Readonly<Record<string, readonly Step[] | undefined>>,
    cell: Cell,
  ): Written {
    const main = this.#from(step.id);
    const written = Object.entries(ways).flatMap(([name, steps], position) => {
      if (steps === undefined) return [];
      const event = this.#boundary(step.id, name, position, cell, {
        content:
          name === 'timeout'
            ? timer('timeDuration', step.timeout)
            : ['<bpmn:errorEventDefinition/>'],
      });
      return [
        this.#list(steps, [this.#from(event)], {
          column: cell.column + 1,
          row: this.#freeRow(),
        }),
      ];
    });
    const column = Math.max(cell.column + 1, ...written.map(way => way.column));
    const open = written.flatMap(way => way.open);
    if (open.length === 0) return { open: [main], column };
    const join = this.#add('gateway', 'exclusiveGateway', `join.${step.id}`, {
      ...cell,
      column,
    });
    this.#connect([main, ...open], join);
    return { open: [this.#from(join)], column: column + 1 };
  }

  #compensation(
    { id }: CallStep,
    compensation: NonNullable<CallStep['compensation']>,
    cell: Cell,
  ) {
    const event = this.#boundary(id, 'compensation', 1, cell, {
      content: ['<bpmn:compensateEventDefinition/>'],
    });
    const task = this.#add(
      'task',
      'serviceTask',
      `undo.${id}`,
      { column: cell.column, row: this.#freeRow() },
      {
        attributes: {
          name: spacedWords(compensation.method),
          isForCompensation: true,
        },
        content: compensationDetailsOf(compensation),
      },
    );
    this.#associations.push({ id: `link.${id}`, source: event, target: task });
  }

  #boundary(
    task: string,
    name: string,
    position: number,
    cell: Cell,
    { content }: { readonly content: readonly string[] },
  ): string {
    const id = `${name}.${task}`;
    this.#nodes.push({
      tag: 'boundaryEvent',
      id,
      attributes: { attachedToRef: task },
      content,
    });
    this.#shapes.push({ id, kind: 'boundary', position, ...cell });
    return id;
  }

  #add(
    kind: Shape['kind'],
    tag: string,
    id: string,
    { column, row }: Cell,
    more: Partial<Pick<Node, 'attributes' | 'content'>> = {},
  ): string {
    this.#nodes.push({ tag, id, attributes: {}, content: [], ...more });
    this.#shapes.push({ id, kind, column, row });
    return id;
  }

  #from(source: string, condition?: Condition): OpenFlow {
    this.#order += 1;
    return { source, order: this.#order, condition };
  }

  #connect(flows: readonly OpenFlow[], target: string) {
    for (const flow of flows) this.#flows.push({ ...flow, target });
  }

  #freeRow(): number {
    this.#lastRow += 1;
    return this.#lastRow;
  }
}

/**
 * Writes the steps of a valid input as a BPMN 2.0 file with a diagram, which
 * {@link readBpmn} reads back into the same steps.
 */
export function writeBpmn(steps: readonly Step[]): string {
  const writer = new BpmnWriter();
  writer.process(steps);
  return writer.toString();
}
