import { create, type DescMessage, type Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';

import { RequestContextSchema } from '../../proto/ameide/common/v1/context_pb.js';
import type { Identity } from '../identity/identity.js';
import { messageOf, reachableTypes } from '../reachable-types.js';

/** What the server knows of a call. */
export interface KnownContext {
  readonly identity: Identity;
  readonly requestId: string;
  readonly traceId: string;
}

/**
 * Overwrites every RequestContext in a request, however deep, with what the
 * token proved. What a caller has put there is never looked at.
 */
export function fillContext(
  schema: DescMessage,
  message: Message,
  known: KnownContext,
): void {
  const places = placesIn(schema);
  if (!places.anywhere) {
    return;
  }
  const { identity } = known;
  const context = create(RequestContextSchema, {
    tenantId: identity.tenantId,
    organizationId: identity.organizationId ?? '',
    userId: identity.subject,
    actorId: identity.actor ?? '',
    roles: [...identity.roles],
    requestId: known.requestId,
    traceId: known.traceId,
  });
  if (places.deeper) {
    fill(reflect(schema, message), reflect(RequestContextSchema, context));
    return;
  }
  // Almost every request has its context as a field of its own: no need to look further.
  for (const name of places.fields) {
    (message as Message & Record<string, unknown>)[name] = context;
  }
}

function fill(target: ReflectMessage, context: ReflectMessage): void {
  for (const field of target.fields) {
    const element = messageOf(field);
    if (element === undefined || !placesIn(element).anywhere) {
      continue;
    }
    const holdsContext = isContext(element);
    if (field.fieldKind === 'message') {
      if (holdsContext && field.oneof === undefined) {
        target.set(field, context);
      } else if (target.isSet(field)) {
        if (holdsContext) target.set(field, context);
        else fill(target.get(field), context);
      }
    } else if (holdsContext) {
      // Several contexts of one request can only be forged.
      target.clear(field);
    } else if (field.fieldKind === 'list') {
      for (const item of target.get(field))
        fill(item as ReflectMessage, context);
    } else if (field.fieldKind === 'map') {
      for (const item of target.get(field).values())
        fill(item as ReflectMessage, context);
    }
  }
}

/** Where a RequestContext can stand in a message of one type. */
interface ContextPlaces {
  readonly anywhere: boolean;
  /** Fields of its own that hold one, by their names in TypeScript. */
  readonly fields: readonly string[];
  /** It can also stand in a list, a oneof or another message. */
  readonly deeper: boolean;
}

const placesByType = new WeakMap<DescMessage, ContextPlaces>();

function placesIn(schema: DescMessage): ContextPlaces {
  let places = placesByType.get(schema);
  if (places === undefined) {
    const holding = schema.fields.filter(field => {
      const element = messageOf(field);
      return element !== undefined && reachableTypes(element).some(isContext);
    });
    const plain = holding.filter(
      field =>
        field.fieldKind === 'message' &&
        field.oneof === undefined &&
        isContext(field.message),
    );
    places = {
      anywhere: holding.length > 0 || isContext(schema),
      fields: plain.map(field => field.localName),
      deeper: plain.length < holding.length,
    };
    placesByType.set(schema, places);
  }
  return places;
}

function isContext(type: DescMessage): boolean {
  return type.typeName === RequestContextSchema.typeName;
}
