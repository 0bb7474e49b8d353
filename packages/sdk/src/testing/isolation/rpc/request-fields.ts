import {
  create,
  getOption,
  hasOption,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';

import { RequestContextSchema } from '../../../proto/ameide/common/v1/context_pb.js';
import {
  classification,
  Classification,
} from '../../../proto/ameide/common/v1/options_pb.js';
import type { Place } from '../world/place.js';

/** Gives a mutation its idempotency key, when the request has a place for one. */
export function setClientRequestId(
  schema: DescMessage,
  message: Message,
  id: string,
): boolean {
  const field = schema.fields.find(
    candidate => candidate.name === 'client_request_id' && isText(candidate),
  );
  if (field === undefined) {
    return false;
  }
  reflect(schema, message).set(field, id);
  return true;
}

/**
 * Writes another place into every part of a request that could be mistaken for
 * the caller's own: the request context, and text fields named after a tenant or
 * an organisation, at any depth.
 */
export function forgePlace(
  schema: DescMessage,
  message: Message,
  place: Place,
): void {
  forgeIn(reflect(schema, message), place);
}

const TENANT_NAME = /tenant/i;
const ORGANIZATION_NAME = /organi[sz]ation|(^|_)org(_|$)/i;

function forgeIn(message: ReflectMessage, place: Place): void {
  for (const field of message.fields) {
    if (field.fieldKind === 'message') {
      if (field.message.typeName === RequestContextSchema.typeName) {
        const forged = create(RequestContextSchema, {
          ...place,
          userId: 'somebody-else',
          roles: ['admin', 'service'],
        });
        message.set(field, reflect(RequestContextSchema, forged));
      } else if (message.isSet(field)) {
        const nested = message.get(field);
        forgeIn(nested, place);
        message.set(field, nested);
      }
    } else if (isText(field) && TENANT_NAME.test(field.name)) {
      message.set(field, place.tenantId);
    } else if (isText(field) && ORGANIZATION_NAME.test(field.name)) {
      message.set(field, place.organizationId);
    }
  }
}

/** Values of the confidential and personal fields of a message, as they would appear in text. */
export function classifiedValues(
  schema: DescMessage,
  message: Message,
): string[] {
  return classifiedIn(reflect(schema, message), false);
}

function classifiedIn(message: ReflectMessage, inherited: boolean): string[] {
  return message.fields.flatMap(field => {
    if (!message.isSet(field)) {
      return [];
    }
    const sensitive = inherited || isSensitive(field);
    if (field.fieldKind === 'message') {
      return classifiedIn(message.get(field), sensitive);
    }
    if (!sensitive) {
      return [];
    }
    if (field.fieldKind === 'scalar') {
      const value = message.get(field);
      return typeof value === 'string' ||
        typeof value === 'bigint' ||
        typeof value === 'number'
        ? [String(value)]
        : [];
    }
    if (field.fieldKind === 'list' && field.listKind === 'scalar') {
      return [...message.get(field)].map(String);
    }
    return [];
  });
}

function isSensitive(field: DescField): boolean {
  const value = hasOption(field, classification)
    ? getOption(field, classification)
    : Classification.UNSPECIFIED;
  return (
    value === Classification.CONFIDENTIAL || value === Classification.PERSONAL
  );
}

function isText(field: DescField): boolean {
  return field.fieldKind === 'scalar' && field.scalar === 9;
}
