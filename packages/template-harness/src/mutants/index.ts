import { agtMutants } from './agt';
import { apiMutants } from './api';
import { detMutants } from './det';
import { evtMutants } from './evt';
import type { Mutant } from './mutant';
import { dbrMutants } from './dbr';
import { isoMutants } from './iso';
import { netMutants } from './net';
import { podMutants } from './pod';
import { manifestSecretMutants } from './sec-manifests';
import { obsMutants } from './obs';
import { serviceMutants } from './service';
import { tenMutants } from './ten';
import { artifactMutants } from './art';
import { identityMutants } from './idp';
import type { Mutant } from './mutant';
import { secretMutants } from './sec';
import { serviceMutants } from './service';
import { supplyMutants } from './sup';

/** Every mutant, by the family that it is a sabotage of; `service` are those that only a service's tests can notice. */
export const mutantFamilies: Readonly<Record<string, readonly Mutant[]>> = {
  ART: artifactMutants,
  IDP: identityMutants,
  SEC: secretMutants,
  SUP: supplyMutants,
  service: serviceMutants,
  TEN: tenMutants,
  DBR: dbrMutants,
  POD: podMutants,
  NET: netMutants,
  ISO: isoMutants,
  'SEC in manifests': manifestSecretMutants,
  api: apiMutants,
  evt: evtMutants,
  det: detMutants,
  obs: obsMutants,
  agt: agtMutants,
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
