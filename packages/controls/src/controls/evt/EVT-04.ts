import { defineControl } from '../../control/control';
import { DESCRIPTION_FILE } from '../../facts/metadata/gather-metadata';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { plainName, sentProjections } from './projections';

/** How a field of several parts goes on. */
const PARTS = /^(amount|currency(code)?|units|nanos|seconds)?$/;

export default defineControl({
  id: 'EVT-04',
  title:
    'What the knowledge graph gets is listed field by field, in code and in the description',
  layer: 'domain',
  severity: 'high',
  source: {
    sections: ['§5.1'],
    standards: ['OWASP API Security 2023 API3'],
  },
  appliesTo: ['domain', 'process'],
  rationale:
    'A row that is spread into a projection takes every later column with it; the graph joins across domains what one of them meant to keep.',
  remediation: `Write the fields out, and list them under projections in ${DESCRIPTION_FILE}.`,
  needs: ['program', 'metadata'],
  evaluate: ({ program, metadata: { description } }) => {
    const sent = sentProjections(program);
    if (sent.length === 0) {
      return { notApplicable: 'Nothing is sent to the knowledge graph.' };
    }
    const declared = new Map(
      (description?.projections ?? []).map(({ aggregate, fields }) => [
        plainName(aggregate),
        fields.map(plainName),
      ]),
    );
    return codeFindings(
      program,
      sent.flatMap(({ node, aggregate, fields }): readonly CodeFinding[] => {
        if (fields === undefined || aggregate === undefined) {
          return [
            {
              node,
              about: 'projection',
              message:
                'What is sent to the knowledge graph is not written out field by field.',
            },
          ];
        }
        if (description === undefined) return [];
        const wanted = declared.get(aggregate) ?? [];
        return fields
          .filter(
            ({ name }) =>
              !wanted.some(
                field =>
                  plainName(name).startsWith(field) &&
                  PARTS.test(plainName(name).slice(field.length)),
              ),
          )
          .map(field => ({
            node: field.node,
            about: `${aggregate} ${field.name}`,
            message: `${field.name} of ${aggregate} is sent to the knowledge graph, and ${DESCRIPTION_FILE} does not list it.`,
          }));
      }),
    );
  },
});
