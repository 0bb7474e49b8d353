import ArrowDownIcon from '@material-ui/icons/ArrowDownward';
import ArrowUpIcon from '@material-ui/icons/ArrowUpward';
import RemoveIcon from '@material-ui/icons/DeleteOutline';
import { IconButton } from '../controls/IconButton';
import type { Key } from './document';
import { controlName } from './focus';
import styles from './aggregates.module.css';

/** Up, down and away, for an aggregate or a field. */
export function MoveAndRemove(props: {
  readonly what: string;
  readonly itemKey: Key;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onMove: (by: 1 | -1) => void;
  readonly onRemove: () => void;
}) {
  const { what, itemKey } = props;
  return (
    <div className={styles.actions}>
      <IconButton
        label={`Move ${what} up`}
        name={controlName(itemKey, 'up')}
        off={props.isFirst}
        onClick={() => props.onMove(-1)}
      >
        <ArrowUpIcon />
      </IconButton>
      <IconButton
        label={`Move ${what} down`}
        name={controlName(itemKey, 'down')}
        off={props.isLast}
        onClick={() => props.onMove(1)}
      >
        <ArrowDownIcon />
      </IconButton>
      <IconButton label={`Remove ${what}`} onClick={props.onRemove}>
        <RemoveIcon />
      </IconButton>
    </div>
  );
}
