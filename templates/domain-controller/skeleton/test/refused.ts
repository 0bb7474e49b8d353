import assert from 'node:assert/strict';

import { Code, ConnectError } from '@connectrpc/connect';

/** Passes when the call is refused with this code, and with a message that says so. */
export async function assertRefused(call: Promise<unknown>, code: Code, says = /./): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    const refusal = ConnectError.from(error);
    assert.equal(Code[refusal.code], Code[code], refusal.message);
    assert.match(refusal.rawMessage, says);
    return true;
  });
}
