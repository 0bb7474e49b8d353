import {
  create,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';

import { RequestContextSchema } from '../../proto/ameide/common/v1/context_pb.js';
import type { Identity } from '../identity/identity.js';

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
  if (!canHoldContext(schema)) {
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
  fill(reflect(schema, message), reflect(RequestContextSchema, context));
}

function fill(target: ReflectMessage, context: ReflectMessage): void {
  for (const field of target.fields) {
    const element = messageOf(field);
    if (element === undefined || !canHoldContext(element)) {
      continue;
    }
    const isContext = element.typeName === RequestContextSchema.typeName;
    if (field.fieldKind === 'message') {
      if (isContext && field.oneof === undefined) {
        target.set(field, context);
      } else if (target.isSet(field)) {
        if (isContext) target.set(field, context);
        else fill(target.get(field), context);
      }
    } else if (isContext) {
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

/** Message type of a field, of its items, or of its values. */
function messageOf(field: DescField): DescMessage | undefined {
  return field.fieldKind === 'scalar' || field.fieldKind === 'enum'
    ? undefined
    : field.message;
}

const answers = new WeakMap<DescMessage, boolean>();

/** Whether a RequestContext can stand anywhere in a message of this type; most types answer no. */
function canHoldContext(schema: DescMessage): boolean {
  const known = answers.get(schema);
  if (known !== undefined) {
    return known;
  }
  const reached = new Set([schema]);
  for (const type of reached) {
    for (const field of type.fields) {
      const element = messageOf(field);
      if (element !== undefined) reached.add(element);
    }
  }
  const answer = [...reached].some(
    type => type.typeName === RequestContextSchema.typeName,
  );
  answers.set(schema, answer);
  return answer;
}
