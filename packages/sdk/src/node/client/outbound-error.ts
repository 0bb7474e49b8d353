import type { Interceptor, StreamResponse } from '@connectrpc/connect';

const outbound = new WeakSet<object>();

/**
 * Whether an error came out of a call to another service. Its text is that
 * service's, or names an address of the network: it is for the log, and never
 * for the caller of this service.
 */
export function isOutboundError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && outbound.has(error);
}

/**
 * Outermost: marks every error of a call.
 *
 * @param ended when aborted, its reason comes back out of the call; that one belongs to the caller's own request.
 */
export function markErrors(ended: AbortSignal | undefined): Interceptor {
  const mark = (error: unknown): unknown => {
    if (
      typeof error === 'object' &&
      error !== null &&
      error !== ended?.reason
    ) {
      outbound.add(error);
    }
    return error;
  };
  async function* marking<T>(messages: AsyncIterable<T>): AsyncGenerator<T> {
    try {
      yield* messages;
    } catch (error) {
      throw mark(error);
    }
  }
  return next => async request => {
    try {
      const response = await next(request);
      return response.stream
        ? ({
            ...response,
            message: marking(response.message),
          } as StreamResponse)
        : response;
    } catch (error) {
      throw mark(error);
    }
  };
}
