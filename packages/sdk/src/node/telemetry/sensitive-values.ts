import type { DescMessage, Message } from '@bufbuild/protobuf';
import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';

import { reachableTypes } from '../reachable-types.js';
import { isSensitive } from './classified-fields.js';
import { REDACTED } from './redaction.js';

/** Shorter values are not looked for: they would be found in every other word. */
const MIN_LENGTH = 3;
const MAX_DEPTH = 5;

/** Texts and numbers that the sensitive fields of a message hold. */
export function sensitiveValues(
  schema: DescMessage,
  message: Message,
): string[] {
  if (!canHoldSensitive(schema)) {
    return [];
  }
  const found: string[] = [];
  collectFrom(reflect(schema, message), false, 0, found);
  return found;
}

const answers = new WeakMap<DescMessage, boolean>();

/** Whether a sensitive field can stand anywhere in a message of this type; most requests that only read answer no. */
function canHoldSensitive(schema: DescMessage): boolean {
  let answer = answers.get(schema);
  if (answer === undefined) {
    answer = reachableTypes(schema).some(type => type.fields.some(isSensitive));
    answers.set(schema, answer);
  }
  return answer;
}

function collectFrom(
  message: ReflectMessage,
  inherited: boolean,
  depth: number,
  found: string[],
): void {
  if (depth > MAX_DEPTH) {
    return;
  }
  const collect = (value: unknown, sensitive: boolean): void => {
    if (isReflectMessage(value)) {
      collectFrom(value, sensitive, depth + 1, found);
    } else if (
      sensitive &&
      ['string', 'number', 'bigint'].includes(typeof value) &&
      String(value).length >= MIN_LENGTH
    ) {
      found.push(String(value));
    }
  };
  for (const field of message.fields) {
    if (!message.isSet(field)) {
      continue;
    }
    const sensitive = inherited || isSensitive(field);
    if (field.fieldKind === 'list') {
      for (const item of message.get(field)) collect(item, sensitive);
    } else if (field.fieldKind === 'map') {
      for (const item of message.get(field).values()) collect(item, sensitive);
    } else if (field.fieldKind !== 'enum') {
      collect(message.get(field), sensitive);
    }
  }
}

function isReflectMessage(value: unknown): value is ReflectMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'desc' in value &&
    'fields' in value
  );
}

/**
 * Takes every occurrence of these values out of plain data: the author of a line
 * or of an error's message may have put a name or an address into it.
 */
export function withoutValues(
  data: unknown,
  values: readonly string[],
): unknown {
  if (values.length === 0) {
    return data;
  }
  // The longest first, lest a part of it be taken out and the rest remain.
  const ordered = [...values].sort((one, other) => other.length - one.length);
  const scrub = (item: unknown): unknown => {
    if (typeof item === 'string') {
      return ordered.reduce(
        (text, value) => text.replaceAll(value, REDACTED),
        item,
      );
    }
    if (typeof item === 'number' || typeof item === 'bigint') {
      return values.includes(String(item)) ? REDACTED : item;
    }
    if (Array.isArray(item)) {
      return item.map(scrub);
    }
    if (typeof item === 'object' && item !== null && !(item instanceof Date)) {
      return Object.fromEntries(
        Object.entries(item).map(([name, value]) => [name, scrub(value)]),
      );
    }
    return item;
  };
  return scrub(data);
}
