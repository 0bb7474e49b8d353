import { agtMutants } from './agt';
import { apiMutants } from './api';
import { artifactMutants } from './art';
import { dbrMutants } from './dbr';
import { detMutants } from './det';
import { evtMutants } from './evt';
import { identityMutants } from './idp';
import { isoMutants } from './iso';
import type { Mutant } from './mutant';
import { netMutants } from './net';
import { obsMutants } from './obs';
import { podMutants } from './pod';
import { secretMutants } from './sec';
import { manifestSecretMutants } from './sec-manifests';
import { serviceMutants } from './service';
import { supplyMutants } from './sup';
import { descriptionMutants } from './svc';
import { tenMutants } from './ten';

/** Every mutant, by the family that it is a sabotage of; `service` are those that only a service's tests can notice. */
export const mutantFamilies: Readonly<Record<string, readonly Mutant[]>> = {
  ART: artifactMutants,
  IDP: identityMutants,
  SEC: secretMutants,
  SUP: supplyMutants,
  SVC: descriptionMutants,
  service: serviceMutants,
  TEN: tenMutants,
  DBR: dbrMutants,
  POD: podMutants,
  NET: netMutants,
  ISO: isoMutants,
  'SEC in manifests': manifestSecretMutants,
  API: apiMutants,
  EVT: evtMutants,
  DET: detMutants,
  OBS: obsMutants,
  AGT: agtMutants,
};

/** A mutant and its family. */
export interface ListedMutant extends Mutant {
  readonly family: string;
}

/** Every mutant of every family. */
export const mutants: readonly ListedMutant[] = Object.entries(
  mutantFamilies,
).flatMap(([family, members]) =>
  members.map(mutant => ({ ...mutant, family })),
);
