import type { Control } from '../../control/control';
import api01 from './API-01';
import api02 from './API-02';
import api03 from './API-03';
import api04 from './API-04';
import api05 from './API-05';
import api06 from './API-06';
import api07 from './API-07';
import api08 from './API-08';
import api09 from './API-09';
import api10 from './API-10';
import api11 from './API-11';
import api12 from './API-12';
import api13 from './API-13';
import api20 from './API-20';
import api21 from './API-21';
import api22 from './API-22';
import api23 from './API-23';
import api24 from './API-24';
import api25 from './API-25';
import api26 from './API-26';
import api27 from './API-27';
import api28 from './API-28';
import api29 from './API-29';
import api30 from './API-30';
import api31 from './API-31';
import api32 from './API-32';
import api33 from './API-33';
import api34 from './API-34';
import api35 from './API-35';
import api36 from './API-36';
import api37 from './API-37';

/** Contract and service chain. */
export const api: readonly Control[] = [
  api01,
  api02,
  api03,
  api04,
  api05,
  api06,
  api07,
  api08,
  api09,
  api10,
  api11,
  api12,
  api13,
  api20,
  api21,
  api22,
  api23,
  api24,
  api25,
  api26,
  api27,
  api28,
  api29,
  api30,
  api31,
  api32,
  api33,
  api34,
  api35,
  api36,
  api37,
];
