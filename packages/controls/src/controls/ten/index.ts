import type { Control } from '../../control/control';
import ten01 from './TEN-01';
import ten02 from './TEN-02';
import ten03 from './TEN-03';
import ten04 from './TEN-04';
import ten05 from './TEN-05';
import ten06 from './TEN-06';
import ten07 from './TEN-07';
import ten08 from './TEN-08';
import ten09 from './TEN-09';
import ten10 from './TEN-10';
import ten11 from './TEN-11';
import ten12 from './TEN-12';
import ten13 from './TEN-13';
import ten14 from './TEN-14';
import ten15 from './TEN-15';
import ten16 from './TEN-16';
import ten17 from './TEN-17';
import ten18 from './TEN-18';
import ten19 from './TEN-19';
import ten20 from './TEN-20';
import ten21 from './TEN-21';
import ten22 from './TEN-22';
import ten23 from './TEN-23';
import ten24 from './TEN-24';
import ten25 from './TEN-25';
import ten26 from './TEN-26';
import ten27 from './TEN-27';
import ten28 from './TEN-28';

/** Tenancy. */
export const ten: readonly Control[] = [
  ten01,
  ten02,
  ten03,
  ten04,
  ten05,
  ten06,
  ten07,
  ten08,
  ten09,
  ten10,
  ten11,
  ten12,
  ten13,
  ten14,
  ten15,
  ten16,
  ten17,
  ten18,
  ten19,
  ten20,
  ten21,
  ten22,
  ten23,
  ten24,
  ten25,
  ten26,
  ten27,
  ten28,
];
