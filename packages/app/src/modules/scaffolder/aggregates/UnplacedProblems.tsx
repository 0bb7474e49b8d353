import { Button } from '@backstage/ui';
import type { Problem } from '@ameide/generator/inputs';
import type { Document } from './document';
import type { Edit } from './edits';
import { remedyFor } from './remedy';
import styles from './aggregates.module.css';

/** More of the same would say nothing more. */
const SHOWN = 20;

/**
 * Problems that no control shows, with what can be done about them. That
 * nothing is described yet is no reproach before the form was refused.
 */
export function UnplacedProblems(props: {
  readonly problems: readonly Problem[];
  readonly document: Document;
  readonly edit: (edit: Edit) => void;
}) {
  const { problems, document, edit } = props;
  const untouched =
    document.aggregates.length === 0 && document.misfit === undefined;
  if (problems.length === 0 || untouched) return null;
  return (
    <ul className={styles.unplaced} aria-label="Problems without a control">
      {problems.slice(0, SHOWN).map(({ path, message }) => {
        const remedy = remedyFor(path, document);
        return (
          <li key={`${path}: ${message}`}>
            <span className={styles.problem}>
              {path}: {message}
            </span>
            {remedy ? (
              <Button
                size="small"
                variant="secondary"
                onPress={() => edit(remedy.edit)}
              >
                {remedy.label}
              </Button>
            ) : null}
          </li>
        );
      })}
      {problems.length > SHOWN ? (
        <li>and {problems.length - SHOWN} more</li>
      ) : null}
    </ul>
  );
}
