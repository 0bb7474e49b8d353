import { useMemo, useState } from 'react';
import { fileTree, type FileNode } from './file-tree';
import styles from './preview.module.css';

/** The files as a tree of folders that open; a file shows what will be in it. */
export function FileTree(props: {
  /** By path, in base 64. */
  readonly files: ReadonlyMap<string, string>;
}) {
  const { files } = props;
  const nodes = useMemo(() => fileTree([...files.keys()]), [files]);
  const [chosen, setChosen] = useState<string>();
  const content = chosen === undefined ? undefined : files.get(chosen);
  return (
    <div className={styles.files}>
      <p role="status" className={styles.note}>
        {files.size} files
      </p>
      <div className={styles.fileColumns}>
        <Level nodes={nodes} chosen={chosen} onChoose={setChosen} />
        {chosen !== undefined && content !== undefined ? (
          <section className={styles.file} aria-label={chosen}>
            <h4 className={styles.fileName}>{chosen}</h4>
            <FileText path={chosen} base64={content} />
          </section>
        ) : null}
      </div>
    </div>
  );
}

function Level(props: {
  readonly nodes: readonly FileNode[];
  readonly chosen: string | undefined;
  readonly onChoose: (path: string) => void;
}) {
  return (
    <ul className={styles.level}>
      {props.nodes.map(node => (
        <li key={node.path}>
          {node.children ? (
            <details>
              <summary>
                {node.name}/ <span className={styles.muted}>{node.files}</span>
              </summary>
              <Level {...props} nodes={node.children} />
            </details>
          ) : (
            <button
              type="button"
              className={styles.jump}
              aria-pressed={props.chosen === node.path}
              onClick={() => props.onChoose(node.path)}
            >
              {node.name}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function FileText(props: { readonly path: string; readonly base64: string }) {
  const text = useMemo(() => textIn(props.base64), [props.base64]);
  if (text === undefined) {
    return <p className={styles.note}>This file is not a text.</p>;
  }
  return (
    <pre
      className={styles.fileText}
      role="group"
      aria-label={`Text of ${props.path}`}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what can be moved must be reached by the keyboard
      tabIndex={0}
    >
      {text}
    </pre>
  );
}

/** The text of a file; none when it is not one. */
function textIn(base64: string): string | undefined {
  const bytes = Uint8Array.from(atob(base64), one => one.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
