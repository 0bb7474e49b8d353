import {
  Counter,
  Histogram,
  Registry,
  collectDefaultMetrics,
} from 'prom-client';

/** Latency buckets in seconds, dense round the 100 ms that simple operations have (§8.2). */
const BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** How a call ended. */
export interface CallOutcome {
  /** `ameide.orders.v1.OrdersService/GetOrder`. */
  readonly method: string;
  /** Name of the code, `ok` for success. */
  readonly code: string;
  readonly seconds: number;
  readonly breachedBudget: boolean;
}

/** Where calls of one method with one outcome are counted. */
interface CallSeries {
  readonly calls: Counter.Internal;
  readonly latency: Histogram.Internal<'method'>;
}

/**
 * Rate, errors, latency, refusals and budget breaches. Labels are methods,
 * codes and reasons, all of which are few; a tenant is never a label.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #calls = new Counter({
    name: 'ameide_requests_total',
    help: 'Calls served, by method and code.',
    labelNames: ['method', 'code'],
    registers: [this.#registry],
  });
  readonly #latency = new Histogram({
    name: 'ameide_request_duration_seconds',
    help: 'Time from the first byte of a call to its end, by method.',
    labelNames: ['method'],
    buckets: BUCKETS,
    registers: [this.#registry],
  });
  readonly #refusals = new Counter({
    name: 'ameide_refusals_total',
    help: 'Refused calls, by HTTP status (401, 403, 429) and reason.',
    labelNames: ['method', 'status', 'reason'],
    registers: [this.#registry],
  });
  readonly #breaches = new Counter({
    name: 'ameide_budget_breaches_total',
    help: 'Calls that took longer than the 95th percentile of their latency budget.',
    labelNames: ['method'],
    registers: [this.#registry],
  });
  readonly #dropped = new Counter({
    name: 'ameide_security_events_dropped_total',
    help: 'Refusals that were counted but not logged, because there were too many.',
    registers: [this.#registry],
  });

  readonly #series = new Map<string, CallSeries>();

  /** @param service primitive_name, a label of every metric. */
  constructor(service: string) {
    this.#registry.setDefaultLabels({ primitive_name: service });
    collectDefaultMetrics({ register: this.#registry });
  }

  call(outcome: CallOutcome): void {
    const series = this.#seriesOf(outcome.method, outcome.code);
    series.calls.inc();
    series.latency.observe(outcome.seconds);
    if (outcome.breachedBudget) {
      this.#breaches.inc({ method: outcome.method });
    }
  }

  /** Looking a series up by its labels costs more than counting; methods and codes are few. */
  #seriesOf(method: string, code: string): CallSeries {
    const key = `${method} ${code}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      series = {
        calls: this.#calls.labels(method, code),
        latency: this.#latency.labels(method),
      };
      this.#series.set(key, series);
    }
    return series;
  }

  refusal(method: string, status: 401 | 403 | 429, reason: string): void {
    this.#refusals.inc({ method, status: String(status), reason });
  }

  droppedSecurityEvent(): void {
    this.#dropped.inc();
  }

  /** The metrics in Prometheus' text format, with its media type. */
  async expose(): Promise<{
    readonly contentType: string;
    readonly text: string;
  }> {
    return {
      contentType: this.#registry.contentType,
      text: await this.#registry.metrics(),
    };
  }
}
