import pod01 from './POD-01';
import pod02 from './POD-02';
import pod03 from './POD-03';
import pod04 from './POD-04';
import pod05 from './POD-05';
import pod06 from './POD-06';
import pod07 from './POD-07';
import pod08 from './POD-08';
import pod09 from './POD-09';
import pod10 from './POD-10';
import pod11 from './POD-11';
import pod12 from './POD-12';
import pod13 from './POD-13';
import pod14 from './POD-14';
import pod15 from './POD-15';
import pod16 from './POD-16';
import pod17 from './POD-17';
import pod18 from './POD-18';
import pod19 from './POD-19';
import pod20 from './POD-20';
import pod21 from './POD-21';
import pod22 from './POD-22';
import pod23 from './POD-23';
import pod24 from './POD-24';
import pod25 from './POD-25';
import pod26 from './POD-26';
import type { Control } from '../../control/control';

/** Workloads and what surrounds them. */
export const podControls: readonly Control[] = [
  pod01,
  pod02,
  pod03,
  pod04,
  pod05,
  pod06,
  pod07,
  pod08,
  pod09,
  pod10,
  pod11,
  pod12,
  pod13,
  pod14,
  pod15,
  pod16,
  pod17,
  pod18,
  pod19,
  pod20,
  pod21,
  pod22,
  pod23,
  pod24,
  pod25,
  pod26,
];
