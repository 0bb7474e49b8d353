import type { Subscription } from '@ameideio/ameide-sdk-ts/node';

/**
 * Events of other services that this one acts on; none yet.
 *
 * A subscription names the message, the service that it must come from, and what
 * to do with it. `tx` is bound to the tenant and the organisation of the event,
 * and an event that is delivered twice runs once:
 *
 *     subscription({
 *       type: ProductWithdrawnSchema,
 *       producer: 'catalog',
 *       async handle(event, tx) {
 *         await tx.query(sql`UPDATE …`);
 *       },
 *     })
 */
export const subscriptions: readonly Subscription[] = [];
