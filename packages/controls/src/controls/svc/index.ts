import type { Control } from '../../control/control';
import svc01 from './SVC-01';
import svc02 from './SVC-02';
import svc03 from './SVC-03';
import svc04 from './SVC-04';
import svc05 from './SVC-05';
import svc06 from './SVC-06';
import svc07 from './SVC-07';
import svc08 from './SVC-08';

export const svcControls: readonly Control[] = [
  svc01,
  svc02,
  svc03,
  svc04,
  svc05,
  svc06,
  svc07,
  svc08,
];
