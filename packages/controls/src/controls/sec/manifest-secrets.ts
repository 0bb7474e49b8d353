import sec20 from './SEC-20';
import sec21 from './SEC-21';
import sec22 from './SEC-22';
import sec23 from './SEC-23';
import sec24 from './SEC-24';
import sec25 from './SEC-25';
import sec26 from './SEC-26';
import sec27 from './SEC-27';
import type { Control } from '../../control/control';

/** Secrets in manifests. */
export const manifestSecretControls: readonly Control[] = [
  sec20,
  sec21,
  sec22,
  sec23,
  sec24,
  sec25,
  sec26,
  sec27,
];
