/**
 * What of the generator needs a disk: releases and writing trees.
 *
 * @packageDocumentation
 */
export {
  buildRelease,
  type BuildReleaseOptions,
  type BuiltRelease,
} from './build-release';
export {
  loadRelease,
  loadReleaseArchive,
  type LoadReleaseOptions,
} from './load-release';
export { removeAbandonedStaging, stagingPath } from './staging';
export { updateLockfiles } from './update-lockfiles';
export { writeTree, WriteTreeError, type WrittenTree } from './write-tree';
