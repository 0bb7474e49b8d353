import { defineControl } from '../../control/control';
import { classifiedData } from '../../facts/program/classified-data';
import {
  codeFindings,
  type CodeFinding,
} from '../../facts/program/code-finding';
import { sentProjections } from './projections';

export default defineControl({
  id: 'EVT-05',
  title: 'The knowledge graph gets no classified field',
  layer: 'domain',
  severity: 'high',
  source: { sections: ['§5.1', '§3.1'], standards: ['OWASP ASVS 5.0 V14.2.6'] },
  appliesTo: ['domain', 'process'],
  rationale:
    'The graph is read by analysts and agents of the whole tenant; a person’s data in it has left the domain that answers for it.',
  remediation: 'Leave confidential and personal fields out of projections.',
  needs: ['program', 'contracts'],
  evaluate: ({ program, contracts }) => {
    const sent = sentProjections(program);
    if (sent.length === 0) {
      return { notApplicable: 'Nothing is sent to the knowledge graph.' };
    }
    const data = classifiedData(program, contracts);
    return codeFindings(
      program,
      sent.flatMap(({ fields, id }) =>
        [
          ...(fields ?? []),
          ...(id === undefined ? [] : [{ name: 'id', node: id, value: id }]),
        ].flatMap(({ name, node, value }): readonly CodeFinding[] => {
          const found = data.in(value);
          return found === undefined
            ? []
            : [
                {
                  node,
                  about: name,
                  message: `${name} sends ${found.name}, which is classified, to the knowledge graph.`,
                },
              ];
        }),
      ),
    );
  },
});
