import type { DescMethod, Message } from '@bufbuild/protobuf';
import type { Validator } from '@bufbuild/protovalidate';
import {
  Code,
  ConnectError,
  createContextKey,
  type HandlerContext,
  type Interceptor,
  type StreamRequest,
  type StreamResponse,
} from '@connectrpc/connect';

import { sensitiveValues } from '../telemetry/sensitive-values.js';
import {
  admitCall,
  type AdmissionParts,
  type AdmittedCall,
} from './admit-call.js';
import { fillContext } from './fill-context.js';
import { mapError } from './map-error.js';
import { methodRule } from './method-rule.js';
import { CallFrame, type FrameParts, type OpenCall } from './open-call.js';
import { checkMessage } from './validate-message.js';

/** What the chain is made of. */
export interface ChainParts extends FrameParts, AdmissionParts {
  /** Every method that is served; any other is unknown. */
  readonly methods: readonly DescMethod[];
  readonly validator: Validator;
}

/** The two halves of the chain, before and after the request is read. Both are needed: the second refuses what has not passed the first. */
export interface ServiceChain {
  readonly gate: (context: HandlerContext) => Promise<void>;
  readonly interceptor: Interceptor;
}

/** Where the chain leaves the admitted call for the handler. */
export const admittedCallKey = createContextKey<AdmittedCall | undefined>(
  undefined,
  {
    description: 'the call as the service chain has admitted it',
  },
);

const passedGateKey = createContextKey<
  { readonly open: OpenCall; readonly admitted: AdmittedCall } | undefined
>(undefined, {
  description: 'the call that has passed the gate of the service chain',
});

/** Values of sensitive fields that one call remembers, to keep them out of its log. */
const MAX_SENSITIVE_VALUES = 500;

/**
 * The one chain in front of every method, unary and streaming alike (§6),
 * outermost first: error mapping, tracing and context, refusal audit, size and
 * deadline, authentication, tenant, rate limit, authorisation, validation,
 * handler.
 *
 * Up to authorisation it runs on the headers alone, before a byte of the body
 * is read, so that a stranger can neither make the service parse anything nor
 * learn from the answer what it would have said. The size is checked while
 * reading. Validation and the handler come once per message.
 *
 * It is one function on purpose: there is no list of interceptors that somebody
 * could put together in another order, or leave one out of.
 */
export function serviceChain(parts: ChainParts): ServiceChain {
  const frame = new CallFrame(parts);
  const rules = new Map(
    parts.methods.map(method => [method, methodRule(method)]),
  );

  const gate: ServiceChain['gate'] = async context => {
    const rule = rules.get(context.method);
    if (rule === undefined) {
      throw new ConnectError('There is no such method.', Code.Unimplemented);
    }
    endWithoutException(context);
    const open = frame.open(rule, context.requestHeader, context.signal);
    context.responseHeader.set('x-request-id', open.requestId);
    const admission = admitCall(parts, open, context.requestHeader);
    try {
      context.values.set(passedGateKey, {
        open,
        admitted: await open.clock.race(admission),
      });
    } catch (thrown) {
      // Who hangs up before the refusal is known is refused, and on record, all the same.
      admission.catch(late =>
        late === thrown ? undefined : frame.recordRefusal(open, mapError(late)),
      );
      throw await frame.fail(open, thrown);
    }
    // A request that cannot be read, or whose answer nobody waits for, gets no further than this.
    open.clock.onOver(reason => void frame.fail(open, reason));
  };

  /** Validation and the server's own context, the last step before the handler. */
  const prepare = (open: OpenCall, message: Message): void => {
    const { input } = open.rule.method;
    const room = MAX_SENSITIVE_VALUES - open.sensitiveValues.length;
    open.sensitiveValues.push(
      ...sensitiveValues(input, message).slice(0, room),
    );
    checkMessage(parts.validator, input, message);
    if (open.identity !== undefined) {
      fillContext(input, message, {
        identity: open.identity,
        requestId: open.requestId,
        traceId: open.trace.traceId,
      });
    }
  };

  const interceptor: Interceptor = next => async request => {
    const passed = request.contextValues.get(passedGateKey);
    if (passed === undefined) {
      throw new ConnectError(
        'internal error',
        Code.Internal,
        undefined,
        undefined,
        new Error('The gate of the service chain was bypassed.'),
      );
    }
    const { open, admitted } = passed;
    try {
      if (!request.stream) {
        prepare(open, request.message);
        request.contextValues.set(
          admittedCallKey,
          bindRequest(admitted, request.method, request.message),
        );
        const response = await open.clock.race(next(request));
        frame.succeed(open);
        return response;
      }
      request.contextValues.set(admittedCallKey, admitted);
      const input = eachChecked(request.message, message => {
        prepare(open, message);
        // A server-streaming request has one message; the key of its changes is in it.
        request.contextValues.set(
          admittedCallKey,
          bindRequest(admitted, request.method, message),
        );
      });
      const response = await open.clock.race(
        next({ ...request, message: input } as StreamRequest),
      );
      const messages = (response as StreamResponse).message;
      const iterator = messages[Symbol.asyncIterator]();
      open.clock.onOver(() => closeIterator(iterator));
      return {
        ...response,
        message: untilEnded(frame, open, iterator),
      } as StreamResponse;
    } catch (thrown) {
      throw await frame.fail(open, thrown);
    }
  };
  return { gate, interceptor };
}

const ENDED = new ConnectError('The call has ended.', Code.Canceled);

/**
 * Connect ends every call, however it went, by aborting its context without a
 * reason. Node then makes an exception with a stack that nobody looks at, which
 * takes a tenth of the time of a simple read; a reason spares it.
 */
function endWithoutException(
  context: HandlerContext & { abort?: (reason?: unknown) => void },
): void {
  const { abort } = context;
  if (abort !== undefined) {
    context.abort = (reason = ENDED) => abort(reason);
  }
}

function bindRequest(
  { database, call }: AdmittedCall,
  method: DescMethod,
  message: Message,
): AdmittedCall {
  return { database, call: call.withRequest(method, message) };
}

/**
 * Passes on a response stream while the call is alive, and ends the call with
 * it. When the call ends first, the handler's stream is closed, also while
 * nobody asks for its next message.
 */
async function* untilEnded(
  frame: CallFrame,
  open: OpenCall,
  iterator: AsyncIterator<Message>,
): AsyncGenerator<Message> {
  try {
    for (;;) {
      const step = await open.clock.race(iterator.next());
      if (step.done) {
        break;
      }
      yield step.value;
    }
    frame.succeed(open);
  } catch (thrown) {
    throw await frame.fail(open, thrown);
  } finally {
    closeIterator(iterator);
  }
}

/** Not awaited: a handler that waits for something would hold the call open. */
function closeIterator(iterator: AsyncIterator<Message>): void {
  iterator.return?.()?.then(undefined, () => undefined);
}

async function* eachChecked(
  messages: AsyncIterable<Message>,
  check: (message: Message) => void,
): AsyncGenerator<Message> {
  for await (const message of messages) {
    check(message);
    yield message;
  }
}
