import { artifactMutants } from './art';
import { identityMutants } from './idp';
import type { Mutant } from './mutant';
import { secretMutants } from './sec';
import { serviceMutants } from './service';
import { supplyMutants } from './sup';
import { workflowMutants } from './sup-workflows';

/** Every mutant, by the family that it is a sabotage of; `service` are those that only a service's tests can notice. */
export const mutantFamilies: Readonly<Record<string, readonly Mutant[]>> = {
  ART: artifactMutants,
  IDP: identityMutants,
  SEC: secretMutants,
  SUP: [...supplyMutants, ...workflowMutants],
  service: serviceMutants,
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
