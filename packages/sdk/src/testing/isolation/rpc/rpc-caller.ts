import type {
  DescMethod,
  DescMethodStreaming,
  DescMethodUnary,
  Message,
} from '@bufbuild/protobuf';
import { Code, ConnectError, type Transport } from '@connectrpc/connect';
import {
  createConnectTransport,
  createGrpcTransport,
  Http2SessionManager,
} from '@connectrpc/connect-node';

/** The two ways in: Connect over HTTP/1.1 and gRPC over HTTP/2. */
export type Protocol = 'connect' | 'grpc';

/** Both ways in. */
export const PROTOCOLS: readonly Protocol[] = ['connect', 'grpc'];

/** What the caller claims, beside the message. */
export interface CallClaims {
  /** Value of the header `authorization`; none when left out. */
  readonly authorization?: string | undefined;
  readonly protocol?: Protocol;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Hang up after this many messages. */
  readonly hangUpAfter?: number;
}

/** How a call ended. */
export interface CallOutcome {
  readonly method: DescMethod;
  readonly messages: readonly Message[];
  /** Undefined when the call succeeded. */
  readonly code: Code | undefined;
  /** Text of the error, empty when the call succeeded. */
  readonly text: string;
  /** `x-request-id` of the answer. */
  readonly requestId: string;
}

/** Calls any method with any claims, and keeps what the checks of logs and coverage need. */
export class RpcCaller {
  /** Methods that have succeeded at least once. */
  readonly succeeded = new Set<string>();
  /** Every error text that any caller has seen. */
  readonly errorTexts: { readonly method: string; readonly text: string }[] =
    [];
  readonly #transports: Readonly<Record<Protocol, Transport>>;

  readonly #session: Http2SessionManager;

  constructor(url: string) {
    this.#session = new Http2SessionManager(url);
    this.#transports = {
      connect: createConnectTransport({ baseUrl: url, httpVersion: '1.1' }),
      grpc: createGrpcTransport({
        baseUrl: url,
        sessionManager: this.#session,
      }),
    };
  }

  async call(
    method: DescMethod,
    message: Message,
    claims: CallClaims = {},
  ): Promise<CallOutcome> {
    const headers = new Headers(claims.headers);
    if (claims.authorization !== undefined) {
      headers.set('authorization', claims.authorization);
    }
    const transport = this.#transports[claims.protocol ?? 'connect'];
    const messages: Message[] = [];
    const hangUp = new AbortController();
    let requestId = '';
    try {
      if (method.methodKind === 'unary') {
        const response = await transport.unary(
          method as DescMethodUnary,
          hangUp.signal,
          claims.timeoutMs,
          headers,
          message,
        );
        requestId = response.header.get('x-request-id') ?? '';
        messages.push(response.message);
      } else {
        const response = await transport.stream(
          method as DescMethodStreaming,
          hangUp.signal,
          claims.timeoutMs,
          headers,
          once(message),
        );
        requestId = response.header.get('x-request-id') ?? '';
        for await (const part of response.message) {
          messages.push(part);
          if (messages.length === claims.hangUpAfter) {
            hangUp.abort();
          }
        }
      }
    } catch (error) {
      const { code, rawMessage, metadata } = ConnectError.from(error);
      this.errorTexts.push({ method: method.name, text: rawMessage });
      return {
        method,
        messages,
        code,
        text: rawMessage,
        requestId: metadata.get('x-request-id') ?? requestId,
      };
    }
    this.succeeded.add(fullName(method));
    return { method, messages, code: undefined, text: '', requestId };
  }

  /** Ends the connection that is kept open. */
  close(): void {
    this.#session.abort();
  }
}

/** For messages and for sets: `ameide.orders.v1.OrdersService/GetOrder`. */
export function fullName(method: DescMethod): string {
  return `${method.parent.typeName}/${method.name}`;
}

/** For messages: `NotFound (order x was not found)` or `success with 1 message(s)`. */
export function describeCall(outcome: CallOutcome): string {
  return outcome.code === undefined
    ? `success with ${outcome.messages.length} message(s)`
    : `${Code[outcome.code]} (${outcome.text})`;
}

/** Whether the call was refused for who the caller is, before anything was sent back. */
export function isTurnedAway(outcome: CallOutcome): boolean {
  return (
    outcome.messages.length === 0 &&
    (outcome.code === Code.Unauthenticated ||
      outcome.code === Code.PermissionDenied)
  );
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

/** Runs many calls, a few at a time: the point is the answers, not the load. */
export async function inParallel<T, R>(
  items: readonly T[],
  run: (item: T) => Promise<R>,
  width = 12,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await run(items[index] as T);
    }
  };
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, work),
  );
  return results;
}
