import type { Control } from '../control/control';
import { agt } from './agt';
import { api } from './api';
import { dbr } from './dbr';
import { det } from './det';
import { evt } from './evt';
import { isoControls } from './iso';
import { netControls } from './net';
import { obs } from './obs';
import { podControls } from './pod';
import { secretControls } from './sec';
import { manifestSecretControls } from './sec/manifest-secrets';
import { svcControls } from './svc';
import { ten } from './ten';
import { tenancyInCode } from './ten/in-code';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  ...svcControls,
  ...ten,
  ...tenancyInCode,
  ...dbr,
  ...api,
  ...evt,
  ...det,
  ...obs,
  ...agt,
  ...podControls,
  ...netControls,
  ...isoControls,
  ...secretControls,
  ...manifestSecretControls,
import { artifactControls } from './art';
import { identityControls } from './idp';
import { secretControls } from './sec';
import { supplyControls } from './sup';
import svc01 from './svc/SVC-01';

/** The catalogue: every control, by family and number. */
export const controls: readonly Control[] = [
  svc01,
  ...artifactControls,
  ...identityControls,
  ...secretControls,
  ...supplyControls,
];
