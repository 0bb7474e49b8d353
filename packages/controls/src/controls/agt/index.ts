import type { Control } from '../../control/control';
import agt01 from './AGT-01';
import agt02 from './AGT-02';
import agt03 from './AGT-03';
import agt04 from './AGT-04';
import agt05 from './AGT-05';
import agt06 from './AGT-06';
import agt07 from './AGT-07';
import agt08 from './AGT-08';

/** Agents. */
export const agt: readonly Control[] = [
  agt01,
  agt02,
  agt03,
  agt04,
  agt05,
  agt06,
  agt07,
  agt08,
];
