import type { Databases } from '../database/tenant-database.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { RequestHandler } from './listener.js';

/**
 * `/livez`, `/readyz` and `/metrics`, on a port of their own that only the
 * kubelet and the scraper reach. Readiness asks the databases, and proves on the
 * pooled connections that no caller's context has been left behind.
 */
export function managementHandler(parts: {
  readonly databases: Databases;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly isClosing: () => boolean;
}): RequestHandler {
  const answer = async (
    path: string,
  ): Promise<{ status: number; type: string; body: string }> => {
    const text = (status: number, body: string) => ({
      status,
      type: 'text/plain; charset=utf-8',
      body: `${body}\n`,
    });
    if (path === '/livez') {
      return text(200, 'ok');
    }
    if (path === '/readyz') {
      if (parts.isClosing()) {
        return text(503, 'closing');
      }
      try {
        await parts.databases.checkNoContextLeft();
        return text(200, 'ok');
      } catch (error) {
        parts.log.error('not ready', { error });
        return text(503, 'not ready');
      }
    }
    if (path === '/metrics') {
      const { contentType, text: body } = await parts.metrics.expose();
      return { status: 200, type: contentType, body };
    }
    return text(404, 'not found');
  };
  return (request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    answer(path).then(
      ({ status, type, body }) => {
        response.statusCode = status;
        response.setHeader('content-type', type);
        response.end(body);
      },
      error => {
        parts.log.error('the management port failed', { path, error });
        response.statusCode = 500;
        response.end();
      },
    );
  };
}
