import { useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { Button } from '@backstage/ui';
import type { JsonValue } from '@backstage/types';
import type { Problem } from '@ameide/generator/inputs';
import { AggregateCard } from './AggregateCard';
import { controlPaths, type Drawn } from './control-paths';
import { textOf } from './document';
import { EditorProvider, type EditorContextValue } from './editor-context';
import { EditorToolbar } from './EditorToolbar';
import { ADD_AGGREGATE } from './focus';
import { placeProblems } from './problem-places';
import { UnplacedProblems } from './UnplacedProblems';
import { useEditor } from './use-editor';
import { useLeftControls } from './use-left-controls';
import controlStyles from '../controls/controls.module.css';
import styles from './aggregates.module.css';

/** Describes the aggregates of a service and their fields. */
export function AggregateEditor(props: {
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** All problems under `aggregates`. */
  readonly problems: readonly Problem[];
  /** Another object for each time that the form was refused; none before. */
  readonly refusal: object | undefined;
  /** How many aggregates, and fields of one, the schema allows. */
  readonly limits: Drawn;
}) {
  const { problems, limits } = props;
  const editor = useEditor(props.value, props.onChange);
  const { document } = editor;
  const root = useRef<HTMLDivElement>(null);
  const left = useLeftControls(document, props.refusal);

  const placed = useMemo(
    () => placeProblems(problems, controlPaths(document, limits)),
    [problems, document, limits],
  );
  const context = useMemo(
    (): EditorContextValue => ({
      edit: editor.edit,
      problemsAt: (path, key, attribute) =>
        left.has(key, attribute) ? placed.get(path) ?? [] : [],
      leave: left.add,
      targets: [
        ...new Set(
          document.aggregates
            .map(({ attributes }) => textOf(attributes.name))
            .filter(name => name !== ''),
        ),
      ],
    }),
    [editor.edit, left, placed, document],
  );

  useEffect(() => {
    const wanted = editor.takeFocusRequest();
    const control =
      wanted &&
      root.current?.querySelector<HTMLElement>(`[data-control="${wanted}"]`);
    if (control) control.focus();
  });

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && !(key === 'y' && event.ctrlKey)) return;
    // The browser's own undo knows only this text field and would contradict
    // the editor's, which holds every letter that was typed here too.
    event.preventDefault();
    if (key === 'y' || event.shiftKey) editor.redo();
    else editor.undo();
    root.current?.focus({ preventScroll: true });
  };

  const drawn = document.aggregates.slice(0, limits.aggregates);
  const tooMany =
    document.aggregates.length > limits.aggregates ||
    document.aggregates.some(({ fields }) => fields.length > limits.fields);
  return (
    <EditorProvider value={context}>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- the keys of undo and redo work anywhere inside */}
      <div
        ref={root}
        className={styles.editor}
        data-path="aggregates"
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <EditorToolbar editor={editor} />
        <UnplacedProblems
          problems={placed.get('') ?? []}
          document={document}
          edit={editor.edit}
        />
        {document.aggregates.length === 0 ? (
          <p className={styles.empty}>
            An aggregate is a thing that the service keeps, such as an order
            with its number and its date. Each becomes a table with five
            methods.
          </p>
        ) : null}
        {drawn.map((aggregate, index) => (
          <AggregateCard
            key={aggregate.key}
            aggregate={aggregate}
            document={document}
            index={index}
            drawnFields={limits.fields}
            startsOpen={drawn.length <= 4 || index === 0}
          />
        ))}
        <div className={styles.buttons}>
          <Button
            variant="secondary"
            data-control={ADD_AGGREGATE}
            onPress={() => editor.edit({ type: 'add-aggregate' })}
          >
            Add aggregate
          </Button>
          {tooMany ? (
            <Button
              variant="secondary"
              onPress={() => editor.edit({ type: 'keep-first', ...limits })}
            >
              {`Keep the first ${limits.aggregates} aggregates and ${limits.fields} fields of each`}
            </Button>
          ) : null}
        </div>
        <div role="status" className={controlStyles.hidden}>
          {editor.announcement}
        </div>
      </div>
    </EditorProvider>
  );
}
