import { useMemo } from 'react';
import useMeasure from 'react-use/esm/useMeasure';
import {
  DependencyGraph,
  DependencyGraphTypes,
} from '@backstage/core-components';
import { diagramInWords, entityGraph } from './entity-graph';
import type { Entity } from './entities';
import { boxWidth, EntityNode } from './EntityNode';
import styles from './preview.module.css';

/** Pixels below which boxes stand one below the other. */
const NARROW = 600;

/** Aggregates as boxes, references as arrows; laid out by Backstage's graph. */
export function EntityDiagram({
  entities,
}: {
  readonly entities: readonly Entity[];
}) {
  const { nodes, edges } = useMemo(() => entityGraph(entities), [entities]);
  const [container, { width }] = useMeasure<HTMLElement>();
  const isNarrow = width > 0 && width < NARROW;
  if (nodes.length === 0) {
    return <p className={styles.note}>Nothing is described yet.</p>;
  }
  return (
    <figure ref={container} className={styles.diagram}>
      <div
        className={styles.canvas}
        role="group"
        aria-label="Diagram, can be moved sideways"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what can be moved must be reached by the keyboard
        tabIndex={0}
      >
        {/* A box is never drawn smaller than it is; the canvas is moved instead. */}
        <div style={{ minWidth: Math.max(...nodes.map(boxWidth)) + 16 }}>
          <DependencyGraph
            // Boxes are measured once: one that grew is another box.
            key={[
              isNarrow,
              ...nodes.map(({ columns, rows }) => `${columns}x${rows.length}`),
            ].join()}
            nodes={nodes}
            edges={edges}
            direction={
              isNarrow
                ? DependencyGraphTypes.Direction.TOP_BOTTOM
                : DependencyGraphTypes.Direction.LEFT_RIGHT
            }
            labelPosition={DependencyGraphTypes.LabelPosition.CENTER}
            showArrowHeads
            nodeMargin={24}
            rankMargin={64}
            paddingX={8}
            paddingY={8}
            zoom="disabled"
            allowFullscreen={false}
            role="img"
            aria-label={`Entity diagram. ${diagramInWords(entities)}`}
            renderNode={({ node }) => <EntityNode node={node} />}
            renderLabel={({ edge }) => (
              <text className={styles.edgeLabel} textAnchor="middle">
                {edge.label}
              </text>
            )}
          />
        </div>
      </div>
      <figcaption className={styles.note}>
        <span>? is optional</span>
        <span>→ refers to another row</span>
        <span>a lock marks what stays out of logs, events and projections</span>
      </figcaption>
    </figure>
  );
}
