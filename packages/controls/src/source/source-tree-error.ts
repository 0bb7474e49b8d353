/** Why a source cannot be evaluated as a whole. */
export type SourceTreeErrorCode =
  | 'NOT_FOUND'
  | 'NOT_A_DIRECTORY'
  | 'UNREADABLE'
  | 'INVALID_PATH'
  | 'TOO_MANY_FILES'
  | 'TOO_MANY_BYTES';

/** A source that cannot be read, or that is larger than what is evaluated. The message says where and what to do. */
export class SourceTreeError extends Error {
  constructor(readonly code: SourceTreeErrorCode, message: string) {
    super(message);
    this.name = 'SourceTreeError';
  }
}
