import { FileTree } from './FileTree';
import type { DryRun } from './use-dry-run';
import styles from './preview.module.css';

/** The files of a dry run, or why there are none. */
export function DryRunFiles({ run }: { readonly run: DryRun }) {
  switch (run.state) {
    case 'running':
      return (
        <p role="status" className={styles.note}>
          Working out the files…
        </p>
      );
    case 'refused':
      return (
        <p role="status" className={styles.refused}>
          The service would not be made: {run.reason}
        </p>
      );
    case 'unknown':
      return (
        <p role="status" className={styles.refused}>
          The files could not be worked out: {run.reason}
        </p>
      );
    default:
      return <FileTree files={run.files} />;
  }
}
