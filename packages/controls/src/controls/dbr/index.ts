import type { Control } from '../../control/control';
import dbr01 from './DBR-01';
import dbr02 from './DBR-02';
import dbr03 from './DBR-03';
import dbr04 from './DBR-04';
import dbr05 from './DBR-05';
import dbr06 from './DBR-06';
import dbr07 from './DBR-07';
import dbr08 from './DBR-08';
import dbr09 from './DBR-09';
import dbr10 from './DBR-10';
import dbr11 from './DBR-11';
import dbr12 from './DBR-12';
import dbr13 from './DBR-13';
import dbr14 from './DBR-14';
import dbr15 from './DBR-15';
import dbr16 from './DBR-16';
import dbr17 from './DBR-17';

/** Database roles. */
export const dbr: readonly Control[] = [
  dbr01,
  dbr02,
  dbr03,
  dbr04,
  dbr05,
  dbr06,
  dbr07,
  dbr08,
  dbr09,
  dbr10,
  dbr11,
  dbr12,
  dbr13,
  dbr14,
  dbr15,
  dbr16,
  dbr17,
];
