import type { Control } from '../control/control';
import { isoControls } from './iso';
import { netControls } from './net';
import { podControls } from './pod';
import { secretControls } from './sec';
import { manifestSecretControls } from './sec/manifest-secrets';
import { svcControls } from './svc';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  ...svcControls,
  ...podControls,
  ...netControls,
  ...isoControls,
  ...secretControls,
  ...manifestSecretControls,
];
import { dbr } from './dbr';
import svc01 from './svc/SVC-01';
import { ten } from './ten';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [svc01, ...ten, ...dbr];
import { agt } from './agt';
import { api } from './api';
import { det } from './det';
import { evt } from './evt';
import { obs } from './obs';
import svc01 from './svc/SVC-01';
import { tenancyInCode } from './ten/in-code';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  svc01,
  ...tenancyInCode,
  ...api,
  ...evt,
  ...det,
  ...obs,
  ...agt,
];
