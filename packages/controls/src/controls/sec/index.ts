import type { Control } from '../../control/control';
import sec01 from './SEC-01';
import sec02 from './SEC-02';
import sec03 from './SEC-03';
import sec04 from './SEC-04';
import sec05 from './SEC-05';
import sec06 from './SEC-06';
import sec07 from './SEC-07';
import sec08 from './SEC-08';
import sec09 from './SEC-09';
import sec10 from './SEC-10';
import sec11 from './SEC-11';

/** Secrets in the tree. */
export const secretControls: readonly Control[] = [
  sec01,
  sec02,
  sec03,
  sec04,
  sec05,
  sec06,
  sec07,
  sec08,
  sec09,
  sec10,
  sec11,
];
