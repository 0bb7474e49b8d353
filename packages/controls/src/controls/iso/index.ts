import iso01 from './ISO-01';
import iso02 from './ISO-02';
import iso03 from './ISO-03';
import iso04 from './ISO-04';
import iso05 from './ISO-05';
import iso06 from './ISO-06';
import iso07 from './ISO-07';
import type { Control } from '../../control/control';

/** Borders between tenants, environments and zones. */
export const isoControls: readonly Control[] = [
  iso01,
  iso02,
  iso03,
  iso04,
  iso05,
  iso06,
  iso07,
];
