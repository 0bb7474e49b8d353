import type { Control } from '../control/control';
import { agt } from './agt';
import { api } from './api';
import { artifactControls } from './art';
import { dbr } from './dbr';
import { det } from './det';
import { evt } from './evt';
import { identityControls } from './idp';
import { isoControls } from './iso';
import { netControls } from './net';
import { obs } from './obs';
import { podControls } from './pod';
import { secretControls } from './sec';
import { manifestSecretControls } from './sec/manifest-secrets';
import { supplyControls } from './sup';
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
  ...identityControls,
  ...det,
  ...obs,
  ...agt,
  ...podControls,
  ...netControls,
  ...isoControls,
  ...secretControls,
  ...manifestSecretControls,
  ...supplyControls,
  ...artifactControls,
];
