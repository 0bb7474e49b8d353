import type { Place } from '../yaml/node';

/** What a kustomization uses that is not resolved here, so that what it deploys cannot be known. */
export class UnsupportedFeature extends Error {
  constructor(feature: string, readonly place: Place) {
    super(`${place.file}:${place.line}: ${feature}`);
  }
}

/** A kustomization that cannot be built by anybody. */
export class BrokenKustomization extends Error {
  constructor(problem: string, readonly place: Place) {
    super(`${place.file}:${place.line}: ${problem}`);
  }
}
