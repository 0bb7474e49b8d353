/**
 * What a browser needs to offer and check the input of a template: nothing here
 * needs Node.
 *
 * @packageDocumentation
 */
import { z } from 'zod';
import { domainInputSchema } from './domain/input';
import { isTemplateName, parseInput, TEMPLATES } from './parse-input';
import { formatProblems, InvalidInputError, type Problem } from './problem';

export { formatProblems, InvalidInputError, parseInput };
export type { Problem };

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
