import net01 from './NET-01';
import net02 from './NET-02';
import net03 from './NET-03';
import net04 from './NET-04';
import net05 from './NET-05';
import net06 from './NET-06';
import net07 from './NET-07';
import net08 from './NET-08';
import net09 from './NET-09';
import net10 from './NET-10';
import net11 from './NET-11';
import net12 from './NET-12';
import net13 from './NET-13';
import type { Control } from '../../control/control';

/** Who reaches whom. */
export const netControls: readonly Control[] = [
  net01,
  net02,
  net03,
  net04,
  net05,
  net06,
  net07,
  net08,
  net09,
  net10,
  net11,
  net12,
  net13,
];
