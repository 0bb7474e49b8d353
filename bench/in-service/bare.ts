/*
 * The generated handlers of orders with nothing around them: no chain, no token,
 * no row-level security, no log; a plain filter by tenant and organisation, which
 * the caller names in headers. It is put beside the generated service and built
 * with it, so that messages, mapping and compiler are the same. It must never
 * serve anybody: it is what security is measured against.
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import pg from 'pg';

import { OrdersService } from '../src/gen/ameide/orders/v1/orders_pb.js';
import { orderMessage } from '../src/order/mapping.js';
import type { OrderRow } from '../src/order/store.js';
import {
  BEFORE_FIRST_ID,
  nextPageToken,
  pageLimit,
  toPage,
} from '../src/paging.js';

const COLUMNS =
  'id, version, created_at, updated_at, order_number, customer_id, status, placed_at, total_amount, total_currency, note';

const pool = new pg.Pool({
  connectionString: process.env['BARE_DATABASE_URL'],
  max: Number(process.env['BARE_POOL_SIZE']),
});

function placeOf(context: HandlerContext): [string | null, string | null] {
  const { requestHeader } = context;
  return [requestHeader.get('x-tenant'), requestHeader.get('x-organization')];
}

const adapter = connectNodeAdapter({
  routes: router =>
    router.service(OrdersService, {
      async getOrder({ id }, context) {
        const { rows } = await pool.query<OrderRow>({
          name: 'get-order',
          text: `SELECT ${COLUMNS} FROM orders."order" WHERE tenant_id = $1 AND organization_id = $2 AND id = $3`,
          values: [...placeOf(context), id],
        });
        const [row] = rows;
        if (row === undefined) {
          throw new ConnectError('there is no such order', Code.NotFound);
        }
        return { order: orderMessage(row) };
      },

      async listOrders(request, context) {
        const limit = pageLimit(request.pageSize);
        const { rows } = await pool.query<OrderRow>({
          name: 'list-orders',
          text: `SELECT ${COLUMNS} FROM orders."order" WHERE tenant_id = $1 AND organization_id = $2 AND id > $3 ORDER BY id LIMIT $4`,
          values: [
            ...placeOf(context),
            request.pageToken || BEFORE_FIRST_ID,
            limit + 1,
          ],
        });
        const page = toPage(rows, limit);
        return {
          orders: page.rows.map(orderMessage),
          nextPageToken: nextPageToken(page, row => row.id),
        };
      },
    }),
});

const server = http.createServer(adapter);
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  // The same line as the service's log has, read by the same code.
  console.log(
    JSON.stringify({
      message: 'serving',
      data: { url: `http://127.0.0.1:${port}` },
    }),
  );
});
