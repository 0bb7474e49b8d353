import type { DescMessage, Message } from '@bufbuild/protobuf';
import type { Validator, Violation } from '@bufbuild/protovalidate';
import { Code, ConnectError } from '@connectrpc/connect';

import { isSensitive } from '../telemetry/classified-fields.js';

/** Most problems that one answer names. */
const MAX_VIOLATIONS = 10;

/**
 * Checks a message against the rules of its contract.
 *
 * @throws ConnectError `InvalidArgument` that names each field and its rule,
 *   never a value; `Internal` when the rules themselves cannot be evaluated.
 */
export function checkMessage(
  validator: Validator,
  schema: DescMessage,
  message: Message,
): void {
  const result = validator.validate(schema, message);
  if (result.kind === 'valid') {
    return;
  }
  if (result.kind === 'error') {
    throw new ConnectError(
      'internal error',
      Code.Internal,
      undefined,
      undefined,
      result.error,
    );
  }
  throw new ConnectError(
    result.violations.slice(0, MAX_VIOLATIONS).map(describe).join('; '),
    Code.InvalidArgument,
  );
}

function describe(violation: Violation): string {
  const fields = violation.field.flatMap(element =>
    'kind' in element && element.kind === 'field' ? [element] : [],
  );
  const path = fields.map(field => field.name).join('.');
  // A rule's own message may have been written to show the value.
  return `${path || 'request'}: ${
    fields.some(isSensitive)
      ? `is not valid (${violation.ruleId})`
      : violation.message || violation.ruleId
  }`;
}
