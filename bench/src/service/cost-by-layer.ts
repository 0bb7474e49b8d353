import type { Profiler } from 'node:inspector';

/** Where the processor time of a call goes, in microseconds by layer. */
export type CostByLayer = Readonly<Record<string, number>>;

/** A layer, and the files whose time is counted as its own. The first that matches counts. */
const LAYERS: readonly (readonly [string, RegExp])[] = [
  ['tokens', /ameide-sdk-ts\/dist\/node\/identity\/|node_modules\/jose\//],
  [
    'telemetry and log',
    /ameide-sdk-ts\/dist\/node\/telemetry\/|node_modules\/(@opentelemetry|pino|sonic-boom|prom-client|@grpc)\//,
  ],
  ['validation', /node_modules\/@bufbuild\/(protovalidate|cel)/],
  ['chain', /ameide-sdk-ts\/dist\/node\/(chain|server)\//],
  ['database handle', /ameide-sdk-ts\/dist\/node\/database\//],
  [
    'driver of PostgreSQL',
    /node_modules\/(pg|pg-pool|pg-protocol|pg-types|postgres-date)\//,
  ],
  ['handler', /\/dist\/(src|local)\//],
  ['Connect', /node_modules\/@connectrpc\//],
];

const ORDER = [
  ...LAYERS.map(([layer]) => layer),
  'Node.js and HTTP',
  'garbage collection',
];

/**
 * Shares out the samples of a profile among the layers. A sample belongs to the
 * deepest function on its stack that is of a layer, so that what a library does
 * is counted where it was asked for.
 *
 * @param calls - how many calls were answered while the profile was taken.
 */
export function costByLayer(
  profile: Profiler.Profile,
  calls: number,
): CostByLayer {
  const parents = new Map<number, number>();
  const nodes = new Map(profile.nodes.map(node => [node.id, node]));
  for (const node of profile.nodes) {
    for (const child of node.children ?? []) parents.set(child, node.id);
  }
  const layerOf = (id: number): string | undefined => {
    const leaf = nodes.get(id)?.callFrame.functionName;
    if (leaf === '(idle)') return undefined;
    if (leaf === '(garbage collector)') return 'garbage collection';
    for (
      let current: number | undefined = id;
      current !== undefined;
      current = parents.get(current)
    ) {
      const url = nodes.get(current)?.callFrame.url ?? '';
      const layer = LAYERS.find(([, pattern]) => pattern.test(url));
      if (layer !== undefined) return layer[0];
    }
    return 'Node.js and HTTP';
  };
  const micros = new Map(ORDER.map(layer => [layer, 0]));
  profile.samples?.forEach((id, index) => {
    const layer = layerOf(id);
    if (layer !== undefined) {
      micros.set(
        layer,
        (micros.get(layer) ?? 0) + (profile.timeDeltas?.[index] ?? 0),
      );
    }
  });
  return Object.fromEntries(
    [...micros].map(([layer, time]) => [layer, time / calls]),
  );
}
