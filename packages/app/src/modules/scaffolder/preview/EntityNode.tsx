import type { DiagramNode } from './entity-graph';
import styles from './preview.module.css';

/** Width of a character of the evenly spaced font, in pixels, at its size of 12. */
const CHARACTER = 7.3;
const LINE = 20;
const HEAD = 28;
const SIDE = 10;

/** Width of the box of an aggregate, in pixels. */
export function boxWidth({ columns }: DiagramNode): number {
  return Math.ceil(columns * CHARACTER) + 2 * SIDE;
}

/** The box of one aggregate. */
export function EntityNode({ node }: { readonly node: DiagramNode }) {
  const width = boxWidth(node);
  const height = HEAD + Math.max(node.rows.length, 1) * LINE + 8;
  const column = (characters: number) => SIDE + characters * CHARACTER;
  return (
    <g>
      <rect className={styles.box} width={width} height={height} rx={6} />
      <line className={styles.rule} x1={0} x2={width} y1={HEAD} y2={HEAD} />
      <text className={styles.title} x={SIDE} y={HEAD / 2 + 5}>
        {node.title}
      </text>
      {node.rows.map((row, index) => {
        const y = HEAD + index * LINE + 18;
        return (
          // Rows have no identity of their own: names may be missing or equal.
          // eslint-disable-next-line react/no-array-index-key
          <g key={index}>
            <text className={styles.text} x={column(0)} y={y}>
              {row.name}
            </text>
            <text className={styles.type} x={column(node.nameWidth + 2)} y={y}>
              {row.type}
            </text>
            {row.sensitivity ? (
              <>
                <path
                  className={styles.lock}
                  transform={`translate(${column(
                    node.nameWidth + node.typeWidth + 4,
                  )} ${y - 10})`}
                  d="M2 5V3.500a2.500 2.500 0 0 1 5 0V5h.5a.5.5 0 0 1 .5.5v4.500a.5.5 0 0 1-.5.5h-6a.5.5 0 0 1-.5-.5V5.500A.5.5 0 0 1 1.500 5zm1.200 0h2.600V3.500a1.300 1.300 0 0 0-2.600 0z"
                />
                <text
                  className={styles.type}
                  x={column(node.nameWidth + node.typeWidth + 6)}
                  y={y}
                >
                  {row.sensitivity}
                </text>
              </>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}
