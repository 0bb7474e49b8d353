import type { JsonObject } from '@backstage/types';
import { focusPath } from '../controls/control';
import { allProblems } from '../fields/input-problems';
import { DryRunFiles } from './DryRunFiles';
import { useDryRun } from './use-dry-run';
import styles from './preview.module.css';

/** The files that the service will have, once the description is complete. */
export function FilesToCome(props: {
  readonly templateRef: string;
  readonly formData: JsonObject;
}) {
  const problems = allProblems(props.formData);
  const run = useDryRun(
    props.templateRef,
    problems.length === 0 ? props.formData : undefined,
  );
  if (run === undefined) {
    return (
      <div className={styles.note}>
        <p>
          The files can be shown when the description is complete. Still to
          mend:
        </p>
        <ul>
          {problems.slice(0, 8).map(({ path, message }) => (
            <li key={`${path}: ${message}`}>
              <button
                type="button"
                className={styles.jump}
                onClick={() => focusPath(path)}
              >
                {path || 'the description'}: {message}
              </button>
            </li>
          ))}
          {problems.length > 8 ? <li>and {problems.length - 8} more</li> : null}
        </ul>
      </div>
    );
  }
  return <DryRunFiles run={run} />;
}
