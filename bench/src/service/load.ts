import autocannon from 'autocannon';
import { create, toBinary } from '@bufbuild/protobuf';
import type { DescMethod } from '@bufbuild/protobuf';
import type { Member } from './landscape';
import type { ServerProcess } from './server-process';

/** Calls of one method. */
export interface Workload {
  /** `Get`, `List of 50`. */
  readonly name: string;
  readonly method: DescMethod;
  /** The request's fields, for the n-th call of a member. */
  readonly request: (member: Member, number: number) => Record<string, unknown>;
}

/** What one run of a workload against one server gave. */
export interface LoadResult {
  /** Calls answered in a second, on the average. */
  readonly callsPerSecond: number;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Processor time of the server for one call, in microseconds. */
  readonly cpuMicroseconds: number;
  readonly calls: number;
}

/** Calls under way at any time: as many as there are connections to the database. */
export const CONNECTIONS = 8;
/** Different calls of a connection before they repeat. */
const CALLS_EACH = 2_000;

/**
 * Calls a server as fast as it answers, over Connect and HTTP/1.1, evenly spread
 * over all organisations. Both servers get the same calls with the same headers.
 *
 * @throws Error when a single call fails: a refused call would count as a fast one.
 */
export async function runLoad(
  server: ServerProcess,
  workload: Workload,
  members: readonly Member[],
  seconds: number,
): Promise<LoadResult> {
  let connection = 0;
  const samples: number[] = [];
  const cpuBefore = server.cpuSeconds();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(
      {
        url: server.url,
        connections: CONNECTIONS,
        duration: seconds,
        setupClient(client) {
          client.setRequests(callsOf(workload, members, connection++));
        },
      },
      (error, answer) => (error ? reject(error) : resolve(answer)),
    );
    instance.on('response', (_client, _status, _bytes, milliseconds) => {
      samples.push(milliseconds);
    });
  });
  const cpuSeconds = server.cpuSeconds() - cpuBefore;
  const failed = result.non2xx + result.errors + result.timeouts;
  if (failed > 0 || samples.length === 0) {
    throw new Error(
      `${server.variant}, ${workload.name}: ${failed} of ${
        samples.length
      } calls failed: ${JSON.stringify(result.statusCodeStats)}`,
    );
  }
  samples.sort((one, other) => one - other);
  const at = (share: number) =>
    samples[Math.min(samples.length - 1, Math.floor(samples.length * share))] ??
    NaN;
  return {
    callsPerSecond: samples.length / result.duration,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    cpuMicroseconds: (cpuSeconds * 1e6) / samples.length,
    calls: samples.length,
  };
}

function callsOf(
  { method, request }: Workload,
  members: readonly Member[],
  connection: number,
): autocannon.Request[] {
  // A stride that shares no factor with the number of members visits all of them.
  const stride = 7 + 2 * connection;
  return Array.from({ length: CALLS_EACH }, (_, number) => {
    const member = members[
      (connection * 251 + number * stride) % members.length
    ] as Member;
    const body = toBinary(
      method.input,
      create(method.input, request(member, number)),
    );
    return {
      method: 'POST',
      path: `/${method.parent.typeName}/${method.name}`,
      headers: {
        'content-type': 'application/proto',
        'connect-protocol-version': '1',
        authorization: `Bearer ${member.token}`,
        'x-tenant': member.tenantId,
        'x-organization': member.organizationId,
      },
      body: Buffer.from(body),
    };
  });
}
