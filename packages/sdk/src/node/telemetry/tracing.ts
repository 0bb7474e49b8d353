import type { DescMethod } from '@bufbuild/protobuf';
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type TextMapGetter,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import {
  CompositePropagator,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TracerProvider,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';

import type { ServiceConfig } from '../config/service-config.js';
import { isLoopback } from '../database/connection-settings.js';

const propagator = new CompositePropagator({
  propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()],
});
/** Headers in which a caller's context comes. */
const PROPAGATED = propagator.fields();
const getter: TextMapGetter<Headers> = {
  get: (headers, key) => headers.get(key) ?? undefined,
  keys: headers => [...headers.keys()],
};

/** A call's span and the trace context that its outbound calls go on in. */
export interface CallTrace {
  readonly span: Span;
  readonly context: Context;
  readonly traceId: string;
  readonly spanId: string;
}

interface MethodSpan {
  readonly name: string;
  readonly options: SpanOptions;
}

/** Traces of one service. */
export class Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;
  readonly #spans = new WeakMap<DescMethod, MethodSpan>();

  /** @throws Error when traces would leave this machine in plaintext without a declared mesh. */
  constructor(options: {
    readonly name: string;
    readonly kind: string;
    readonly telemetry: ServiceConfig['telemetry'];
    readonly meshDeclared: boolean;
  }) {
    const { otlpEndpoint, traceRatio } = options.telemetry;
    if (otlpEndpoint !== undefined) {
      const url = new URL(otlpEndpoint);
      if (
        url.protocol !== 'https:' &&
        !options.meshDeclared &&
        !isLoopback(url.hostname)
      ) {
        throw new Error(
          `telemetry.otlpEndpoint: ${otlpEndpoint} is plaintext; use https:// or declare the mesh in listen.mesh.`,
        );
      }
    }
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({
        'service.name': options.name,
        'service.namespace': 'ameide',
        'ameide.primitive.type': options.kind,
      }),
      sampler: new ParentBasedSampler({
        root: new TraceIdRatioBasedSampler(traceRatio),
      }),
      spanProcessors:
        otlpEndpoint === undefined
          ? []
          : [
              new BatchSpanProcessor({
                exporter: new OTLPTraceExporter({ url: otlpEndpoint }),
              }),
            ],
    });
    // AmeideClient and the service's own spans find the tracer here; only the first service of a process is registered.
    trace.setGlobalTracerProvider(this.#provider);
    this.#tracer = this.#provider.getTracer('@ameideio/ameide-sdk-ts');
  }

  /** Begins the span of a call that arrived with these headers. Attributes name the method only. */
  begin(method: DescMethod, headers: Headers): CallTrace {
    const isContinued = PROPAGATED.some(name => headers.has(name));
    const parent = isContinued
      ? propagator.extract(ROOT_CONTEXT, headers, getter)
      : ROOT_CONTEXT;
    const { name, options } = this.#spanOf(method);
    const span = this.#tracer.startSpan(name, options, parent);
    const { traceId, spanId } = span.spanContext();
    return { span, context: trace.setSpan(parent, span), traceId, spanId };
  }

  /** Name and attributes of a method's spans are the same for every call. */
  #spanOf(method: DescMethod): MethodSpan {
    let span = this.#spans.get(method);
    if (span === undefined) {
      const service = method.parent.typeName;
      span = {
        name: `${service}/${method.name}`,
        options: {
          kind: SpanKind.SERVER,
          attributes: {
            'rpc.system': 'grpc',
            'rpc.service': service,
            'rpc.method': method.name,
          },
        },
      };
      this.#spans.set(method, span);
    }
    return span;
  }

  /** Ends a call's span with the code that it ended in. */
  end(call: CallTrace, code: string): void {
    call.span.setAttribute('rpc.connect_rpc.error_code', code);
    if (code !== 'ok') {
      call.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    call.span.end();
  }

  close(): Promise<void> {
    return this.#provider.shutdown();
  }
}
