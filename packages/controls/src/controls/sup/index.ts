import type { Control } from '../../control/control';
import sup01 from './SUP-01';
import sup02 from './SUP-02';
import sup03 from './SUP-03';
import sup04 from './SUP-04';
import sup05 from './SUP-05';
import sup06 from './SUP-06';
import sup07 from './SUP-07';
import sup08 from './SUP-08';
import sup09 from './SUP-09';
import sup10 from './SUP-10';
import sup11 from './SUP-11';
import sup12 from './SUP-12';
import sup13 from './SUP-13';
import sup14 from './SUP-14';
import sup15 from './SUP-15';
import sup16 from './SUP-16';
import sup17 from './SUP-17';
import sup18 from './SUP-18';
import sup19 from './SUP-19';
import sup20 from './SUP-20';
import sup21 from './SUP-21';
import sup22 from './SUP-22';
import sup23 from './SUP-23';
import sup24 from './SUP-24';
import sup25 from './SUP-25';
import sup26 from './SUP-26';
import sup27 from './SUP-27';
import sup28 from './SUP-28';
import sup29 from './SUP-29';
import sup30 from './SUP-30';
import sup31 from './SUP-31';

/** Supply chain and CI. */
export const supplyControls: readonly Control[] = [
  sup01,
  sup02,
  sup03,
  sup04,
  sup05,
  sup06,
  sup07,
  sup08,
  sup09,
  sup10,
  sup11,
  sup12,
  sup13,
  sup14,
  sup15,
  sup16,
  sup17,
  sup18,
  sup19,
  sup20,
  sup21,
  sup22,
  sup23,
  sup24,
  sup25,
  sup26,
  sup27,
  sup28,
  sup29,
  sup30,
  sup31,
];
