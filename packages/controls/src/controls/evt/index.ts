import type { Control } from '../../control/control';
import evt01 from './EVT-01';
import evt02 from './EVT-02';
import evt03 from './EVT-03';
import evt04 from './EVT-04';
import evt05 from './EVT-05';

/** Events. */
export const evt: readonly Control[] = [evt01, evt02, evt03, evt04, evt05];
