/** Where a shape stands: cells of a grid, counted from the upper left. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

/** A shape of a diagram. */
export interface Shape extends Cell {
  /** Id of the element that it shows. */
  readonly id: string;
  readonly kind: 'event' | 'task' | 'gateway' | 'boundary';
  /** boundary: which one of its task. */
  readonly position?: number;
}

/** A line from one shape to another. */
export interface Edge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const CELL = { width: 160, height: 140 };
const SIZES = {
  event: { width: 36, height: 36 },
  boundary: { width: 36, height: 36 },
  task: { width: 100, height: 80 },
  gateway: { width: 50, height: 50 },
};

/** The diagram of a process in BPMN's own words, so that every modeler can show it. */
export function drawing(
  processId: string,
  shapes: readonly Shape[],
  edges: readonly Edge[],
): string[] {
  const boxes = new Map(shapes.map(shape => [shape.id, boxOf(shape)]));
  const between = edges.flatMap(({ id, source, target }) => {
    const from = boxes.get(source);
    const to = boxes.get(target);
    return from === undefined || to === undefined
      ? []
      : [{ id, points: route(from, to) }];
  });
  return [
    '  <bpmndi:BPMNDiagram id="diagram.process">',
    `    <bpmndi:BPMNPlane id="diagram.plane" bpmnElement="${processId}">`,
    ...[...boxes].flatMap(([id, { x, y, width, height }]) => [
      `      <bpmndi:BPMNShape id="shape.${id}" bpmnElement="${id}">`,
      `        <dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}"/>`,
      '      </bpmndi:BPMNShape>',
    ]),
    ...between.flatMap(({ id, points }) => [
      `      <bpmndi:BPMNEdge id="edge.${id}" bpmnElement="${id}">`,
      ...points.map(([x, y]) => `        <di:waypoint x="${x}" y="${y}"/>`),
      '      </bpmndi:BPMNEdge>',
    ]),
    '    </bpmndi:BPMNPlane>',
    '  </bpmndi:BPMNDiagram>',
  ];
}

function boxOf({ column, row, kind, position = 0 }: Shape): Box {
  const { width, height } = SIZES[kind];
  const x = (column + 0.5) * CELL.width;
  const y = (row + 0.5) * CELL.height;
  if (kind !== 'boundary')
    return { x: x - width / 2, y: y - height / 2, width, height };
  // On the lower edge of its task, one beside the other.
  return {
    x: x - SIZES.task.width / 2 + position * (width + 4),
    y: y + SIZES.task.height / 2 - height / 2,
    width,
    height,
  };
}

/** From right to left, with one bend in the middle where they are not on one line. */
function route(from: Box, to: Box): [number, number][] {
  const begin: [number, number] = [
    from.x + from.width,
    from.y + from.height / 2,
  ];
  const end: [number, number] = [to.x, to.y + to.height / 2];
  if (begin[1] === end[1]) return [begin, end];
  const middle = (begin[0] + end[0]) / 2;
  return [begin, [middle, begin[1]], [middle, end[1]], end];
}
