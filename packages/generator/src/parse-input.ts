import {
  parseDomainInput,
  type ParseResult,
} from './domain/parse-domain-input';

/** The templates that there are. */
export const TEMPLATES = ['domain-controller'] as const;
/** Name of a template. */
export type TemplateName = (typeof TEMPLATES)[number];

/** Whether a template of this name exists. */
export function isTemplateName(name: string): name is TemplateName {
  return (TEMPLATES as readonly string[]).includes(name);
}

/**
 * Checks the input of a template. Form, API, command line and cases all come
 * through here; nothing is written before it says yes.
 */
export function parseInput(template: string, value: unknown): ParseResult {
  if (!isTemplateName(template)) {
    return {
      ok: false,
      problems: [
        {
          path: 'template',
          message: `no template has this name; use one of ${TEMPLATES.join(
            ', ',
          )}`,
        },
      ],
    };
  }
  return parseDomainInput(value);
}
