import type { Interceptor } from '@connectrpc/connect';
import {
  type Context,
  context,
  SpanKind,
  SpanStatusCode,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';

// Not the global propagator: what leaves a service is W3C trace context and baggage, whatever else is registered.
const propagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});
const setter: TextMapSetter<Headers> = {
  set: (headers, name, value) => headers.set(name, value),
};

/**
 * Fifth: a client span for each attempt, and the trace sent along. Attributes
 * name the method only; no field of a message goes into a trace.
 *
 * @param parent trace that the calls belong to; default the active one.
 */
export function traceInterceptor(parent: Context | undefined): Interceptor {
  return next => async request => {
    const within = parent ?? context.active();
    const span = trace.getTracer('@ameideio/ameide-sdk-ts').startSpan(
      `${request.service.typeName}/${request.method.name}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'rpc.system': 'grpc',
          'rpc.service': request.service.typeName,
          'rpc.method': request.method.name,
        },
      },
      within,
    );
    // Without a registered tracer the span is empty; the trace that we are part of then goes on as it is.
    const carried =
      trace.getSpanContext(within) !== undefined && !span.isRecording()
        ? within
        : trace.setSpan(within, span);
    propagator.inject(carried, request.header, setter);
    try {
      return await next(request);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };
}
