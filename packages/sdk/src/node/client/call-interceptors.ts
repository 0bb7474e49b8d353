import { getOption, hasOption, type DescMethod } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import {
  Code,
  ConnectError,
  type Interceptor,
  type UnaryRequest,
} from '@connectrpc/connect';

import { budget } from '../../proto/ameide/common/v1/options_pb.js';
import { newId } from '../database/new-id.js';
import { reasonOf } from '../lifetime.js';
import { retryDelay, type RetryPolicy, shouldRetry } from './retry-policy.js';
import type { TokenSource } from './token-source.js';

/** Deadline of a call whose method declares no latency budget, in milliseconds (platform figure). */
export const DEFAULT_DEADLINE_MS = 5_000;

/**
 * First of the chain: the caller's headers and the request's identifier. Later
 * interceptors may overwrite what a caller must not choose.
 */
export function metadataInterceptor(
  headers: Readonly<Record<string, string>>,
  requestId: string | undefined,
): Interceptor {
  return next => async request => {
    for (const [name, value] of Object.entries(headers)) {
      request.header.set(name, value);
    }
    request.header.set('x-request-id', requestId ?? newId());
    return await next(request);
  };
}

/** Second: one token for the call and all its attempts. A token that the callee refuses is given back, never used again. */
export function authInterceptor(source: TokenSource): Interceptor {
  return next => async request => {
    const token = await source.token(request.signal);
    if (token === undefined) {
      request.header.delete('authorization');
      return await next(request);
    }
    request.header.set('authorization', `Bearer ${token}`);
    try {
      return await next(request);
    } catch (error) {
      if (
        error instanceof ConnectError &&
        error.code === Code.Unauthenticated
      ) {
        source.refused?.(token);
      }
      throw error;
    }
  };
}

/**
 * Third: one deadline for all attempts together, from the method's budget. A
 * shorter or longer one given with the call itself stands instead.
 *
 * @param ended ends the call when aborted: the request in whose service the call is made.
 */
export function deadlineInterceptor(
  ended: AbortSignal | undefined,
): Interceptor {
  return next => async request => {
    const timeoutHeader = request.header.has('connect-protocol-version')
      ? 'connect-timeout-ms'
      : 'grpc-timeout';
    const controller = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    if (!request.header.has(timeoutHeader)) {
      const deadlineMs = deadlineOf(request.method);
      request.header.set(
        timeoutHeader,
        timeoutHeader === 'grpc-timeout'
          ? `${deadlineMs}m`
          : String(deadlineMs),
      );
      timer = setTimeout(() => {
        controller.abort(
          new ConnectError(
            `${request.method.name} did not answer within ${deadlineMs} ms.`,
            Code.DeadlineExceeded,
          ),
        );
      }, deadlineMs);
      timer.unref();
    }
    const signals = [
      request.signal,
      controller.signal,
      ...(ended === undefined ? [] : [ended]),
    ];
    const signal = AbortSignal.any(signals);
    try {
      const response = await next({ ...request, signal });
      if (!response.stream) {
        clearTimeout(timer);
      }
      // The deadline of a stream goes on until its last message; the timer does not keep the process alive.
      return response;
    } catch (error) {
      clearTimeout(timer);
      throw signal.aborted ? reasonOf(signal) : error;
    }
  };
}

/** Fourth: repeats unary calls that failed for the moment, only where repeating cannot do a thing twice. */
export function retryInterceptor(policy: RetryPolicy): Interceptor {
  return next => async request => {
    if (request.stream || !isIdempotent(request)) {
      return await next(request);
    }
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await next(request);
      } catch (error) {
        if (request.signal.aborted || !shouldRetry(policy, attempt, error)) {
          throw error;
        }
        if (!(await waitFor(retryDelay(policy, attempt), request.signal))) {
          throw error;
        }
      }
    }
  };
}

function deadlineOf(method: DescMethod): number {
  const declared = hasOption(method, budget)
    ? getOption(method, budget).deadlineMs
    : 0;
  return declared > 0 ? declared : DEFAULT_DEADLINE_MS;
}

/** Declared so by its contract, or made so by a `client_request_id` that the callee remembers. */
function isIdempotent(request: UnaryRequest): boolean {
  const { method, message } = request;
  if (
    method.idempotency === MethodOptions_IdempotencyLevel.IDEMPOTENT ||
    method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
  ) {
    return true;
  }
  const key = method.input.fields.find(
    field => field.fieldKind === 'scalar' && field.name === 'client_request_id',
  );
  return key !== undefined && reflect(method.input, message).get(key) !== '';
}

/** Waits; false when the signal ended the wait. */
async function waitFor(ms: number, signal: AbortSignal): Promise<boolean> {
  return await new Promise(resolve => {
    const onAbort = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve(true);
    }, ms);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
