import {
  type DescField,
  type DescFile,
  type DescMessage,
  getOption,
  hasOption,
} from '@bufbuild/protobuf';

import {
  Classification,
  classification,
} from '../../proto/ameide/common/v1/options_pb.js';

/** Whether the value of a field may appear in logs, traces and messages to others. */
export function isSensitive(field: DescField): boolean {
  if (!hasOption(field, classification)) {
    return false;
  }
  const value = getOption(field, classification);
  return (
    value === Classification.CONFIDENTIAL || value === Classification.PERSONAL
  );
}

/**
 * Every spelling of the names of sensitive fields in a file and what it imports:
 * proto, JSON and column names, the columns of a field that takes several among
 * them (`price_amount`).
 */
export function sensitiveNames(files: Iterable<DescFile>): ReadonlySet<string> {
  const names = new Set<string>();
  const seen = new Set<string>();
  const visitMessage = (message: DescMessage): void => {
    for (const field of message.fields) {
      if (isSensitive(field)) {
        names.add(field.name).add(field.localName).add(field.jsonName);
        if (field.fieldKind === 'message') {
          field.message.fields.forEach(part =>
            names.add(`${field.name}_${part.name}`),
          );
          names.add(`${field.name}_amount`).add(`${field.name}_currency`);
        }
      }
    }
    message.nestedMessages.forEach(visitMessage);
  };
  const visitFile = (file: DescFile): void => {
    if (seen.has(file.name)) {
      return;
    }
    seen.add(file.name);
    file.messages.forEach(visitMessage);
    file.dependencies.forEach(visitFile);
  };
  for (const file of files) {
    visitFile(file);
  }
  return names;
}
