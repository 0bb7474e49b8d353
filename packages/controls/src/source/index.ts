export { createSourceTree, type SourceTreeParts } from './create-source-tree';
export { readDirectory, type ReadDirectoryOptions } from './read-directory';
export { SOURCE_LIMITS, type SourceLimits } from './source-limits';
export type { SourceTree } from './source-tree';
export { SourceTreeError, type SourceTreeErrorCode } from './source-tree-error';
export { treeDigest } from './tree-digest';
