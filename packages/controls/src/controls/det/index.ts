import type { Control } from '../../control/control';
import det01 from './DET-01';
import det02 from './DET-02';
import det03 from './DET-03';
import det04 from './DET-04';

/** Determinism. */
export const det: readonly Control[] = [det01, det02, det03, det04];
