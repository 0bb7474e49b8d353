import type { Control } from '../../control/control';
import obs01 from './OBS-01';
import obs02 from './OBS-02';
import obs03 from './OBS-03';
import obs04 from './OBS-04';
import obs05 from './OBS-05';
import obs06 from './OBS-06';
import obs07 from './OBS-07';
import obs08 from './OBS-08';
import obs09 from './OBS-09';

/** Observability. */
export const obs: readonly Control[] = [
  obs01,
  obs02,
  obs03,
  obs04,
  obs05,
  obs06,
  obs07,
  obs08,
  obs09,
];
