import { defineControl } from '../../control/control';
import { largest, mostEntries } from './field-rules';
import { methodFindings } from './method-findings';

const LARGEST_PAGE = 1_000;
const PAGE_SIZE =
  /^(page_?size|limit|max_?results|first|count|max_?page_?size)$/i;

export default defineControl({
  id: 'API-09',
  title: 'A list is given in pages of a bounded size',
  layer: 'domain',
  severity: 'medium',
  source: {
    sections: ['§6', '§8.2'],
    standards: ['OWASP API Security 2023 API4'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'One call for everything reads a whole tenant into memory, and takes it away in one answer.',
  remediation: `Give the request page_size with lte of at most ${LARGEST_PAGE} and page_token, or stream the rows.`,
  needs: ['contracts'],
  evaluate: ({ contracts }) =>
    methodFindings(contracts, method => {
      if (method.serverStreaming) return undefined;
      const answer = contracts.messages.get(method.output)?.fields ?? [];
      // A thing with its parts is no list of things.
      const isOneThing = answer.some(
        ({ shape, type }) =>
          shape === 'single' &&
          type.kind === 'message' &&
          contracts.messages.has(type.name),
      );
      const list = isOneThing
        ? undefined
        : answer.find(
            ({ shape, type }) =>
              shape === 'list' &&
              type.kind === 'message' &&
              contracts.messages.has(type.name),
          );
      if (list === undefined) return undefined;
      const fields = contracts.messages.get(method.input)?.fields ?? [];
      const size = fields.find(({ name }) => PAGE_SIZE.test(name));
      if (size === undefined) {
        // What was asked for one by one is bounded by the question.
        const isBounded = fields.some(field => {
          const most = field.shape === 'list' ? mostEntries(field) : undefined;
          return most !== undefined && most <= LARGEST_PAGE;
        });
        return isBounded || method.audit?.mutation === true
          ? undefined
          : `gives all ${list.name} at once`;
      }
      const most = largest(size);
      return most === undefined || most > LARGEST_PAGE
        ? `gives as many ${list.name} at once as ${size.name} says`
        : undefined;
    }),
});
