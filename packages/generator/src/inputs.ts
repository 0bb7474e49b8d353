/**
 * What a browser needs to offer and check the input of a template: nothing here
 * needs Node.
 *
 * @packageDocumentation
 */
import { z } from 'zod';
import { contractOf } from './domain/build-domain-model';
import {
  attributesOf,
  canBeUnique,
  DEFAULT_DECIMAL,
  DEFAULT_LENGTHS,
  type TypeAttribute,
} from './domain/check-field';
import {
  CLASSIFICATIONS,
  DATABASE_PLANS,
  domainInputSchema,
  FIELD_TYPES,
  type DomainInput,
  type FieldType,
} from './domain/input';
import { isTemplateName, parseInput, TEMPLATES } from './parse-input';
import { formatProblems, InvalidInputError, type Problem } from './problem';
import { domainPromises } from './tree/promises';

export {
  attributesOf,
  canBeUnique,
  CLASSIFICATIONS,
  contractOf,
  DATABASE_PLANS,
  DEFAULT_DECIMAL,
  DEFAULT_LENGTHS,
  FIELD_TYPES,
  formatProblems,
  InvalidInputError,
  parseInput,
};
export type { DomainInput, FieldType, Problem, TypeAttribute };

/** What the template promises for the service that a valid input describes, a sentence each. */
export function promisesOf(input: DomainInput): string[] {
  return domainPromises({
    origin: { tenant: input.origin.type === 'tenant' },
  });
}

/**
 * The input of a template as JSON Schema (draft 7), for forms. It describes;
 * {@link parseInput} decides.
 *
 * @throws Error when there is no such template.
 */
export function inputJsonSchema(template: string): Record<string, unknown> {
  if (!isTemplateName(template)) {
    throw new Error(
      `no template is named ${JSON.stringify(
        template,
      )}; use one of ${TEMPLATES.join(', ')}`,
    );
  }
  return z.toJSONSchema(domainInputSchema, { io: 'input', target: 'draft-7' });
}
