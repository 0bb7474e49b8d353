import type { Control } from '../../control/control';
import idp01 from './IDP-01';
import idp02 from './IDP-02';
import idp03 from './IDP-03';
import idp04 from './IDP-04';
import idp05 from './IDP-05';
import idp06 from './IDP-06';
import idp07 from './IDP-07';
import idp08 from './IDP-08';
import idp09 from './IDP-09';
import idp10 from './IDP-10';
import idp11 from './IDP-11';

/** Realms of the identity provider. */
export const identityControls: readonly Control[] = [
  idp01,
  idp02,
  idp03,
  idp04,
  idp05,
  idp06,
  idp07,
  idp08,
  idp09,
  idp10,
  idp11,
];
