import type { Control } from '../../control/control';
import art01 from './ART-01';
import art02 from './ART-02';
import art03 from './ART-03';
import art04 from './ART-04';

/** Artifacts: what was made from what, and that nothing overwrites it. */
export const artifactControls: readonly Control[] = [
  art01,
  art02,
  art03,
  art04,
];
