import type ts from 'typescript';
import type { Dependency } from './dependencies';
import type { GlobalUse } from './global-uses';
import type { ModuleUse } from './module-uses';
import type { SqlStatement } from './statements';

/**
 * What a file of code is for. A test or a tool that anything of the service
 * imports, or that an image starts, is part of the service.
 */
export type Role = 'runtime' | 'test' | 'tool';

/** One file of code of the tree. */
export interface CodeFile {
  /** In the tree. */
  readonly path: string;
  readonly role: Role;
  readonly source: ts.SourceFile;
  /** In the order of the file. */
  readonly modules: readonly ModuleUse[];
  readonly globals: readonly GlobalUse[];
}

/**
 * The code of a tree as the TypeScript compiler sees it. Nodes and symbols are
 * the compiler's own, so that a control may follow what names alone would hide.
 */
export interface Program {
  readonly files: readonly CodeFile[];
  readonly checker: ts.TypeChecker;
  /** All calls of a function of the tree, by the declaration that is called. */
  readonly calls: ReadonlyMap<ts.Node, readonly ts.CallExpression[]>;
  /** SQL in the service's own code. */
  readonly statements: readonly SqlStatement[];
  /** What package.json and the lockfile bring in. */
  readonly dependencies: readonly Dependency[];
  /** The file that a source file of the compiler is, if it is of the tree. */
  fileOf(node: ts.Node): CodeFile | undefined;
}
