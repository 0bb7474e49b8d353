import { Code, ConnectError } from '@connectrpc/connect';

/** A caller who is known but may not do this. The reason goes into the audit trail. */
export class RefusalError extends ConnectError {
  /** no_organization, permission_denied, rate_limited. */
  readonly deniedReason: string;

  constructor(
    code: Code.PermissionDenied | Code.ResourceExhausted,
    deniedReason: string,
    message: string,
  ) {
    super(message, code);
    this.deniedReason = deniedReason;
  }
}
