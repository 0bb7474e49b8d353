import { useEffect, useRef } from 'react';
import type { ErrorListProps } from '@rjsf/utils';
import { focusPath } from '../controls/control';
import { problemsOf } from '../fields/input-problems';
import type { ControllerFormContext } from './FormPage';
import styles from './wizard.module.css';

/** More lines than this are no summary. */
const SHOWN = 12;

/**
 * What keeps a page from being left, with a way to each place. It appears when
 * the page was refused and shrinks while the problems are mended.
 */
export function ProblemSummary(props: ErrorListProps) {
  const { formData = {} } = props.formContext as ControllerFormContext;
  const heading = useRef<HTMLHeadingElement>(null);
  const refusal = props.errors.map(({ stack }) => stack).join('\n');
  useEffect(() => {
    if (refusal) heading.current?.focus();
  }, [refusal]);

  const problems = Object.keys(props.schema.properties ?? {}).flatMap(
    property => problemsOf(property, formData),
  );
  return (
    <section className={styles.summary} aria-labelledby="problem-summary">
      <h3 id="problem-summary" ref={heading} tabIndex={-1}>
        {titleOf(problems.length)}
      </h3>
      <ul>
        {problems.slice(0, SHOWN).map(({ path, message }) => (
          <li key={`${path}: ${message}`}>
            <button type="button" onClick={() => focusPath(path)}>
              {path}: {message}
            </button>
          </li>
        ))}
        {problems.length > SHOWN ? (
          <li>and {problems.length - SHOWN} more</li>
        ) : null}
      </ul>
    </section>
  );
}

function titleOf(count: number): string {
  if (count === 0) return 'All is mended; go on.';
  return count === 1 ? '1 problem to mend' : `${count} problems to mend`;
}
