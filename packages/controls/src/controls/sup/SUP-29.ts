import { defineControl } from '../../control/control';

/** Ports by which a machine is administered or a process looked into. */
const WAYS_IN = new Set([
  '22',
  '23',
  '2375',
  '2376',
  '3389',
  '9229',
  '9230',
  '5858',
]);

export default defineControl({
  id: 'SUP-29',
  title: 'The image starts no debugger and opens no way in',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1'],
    standards: ['OWASP ASVS 5.0 V13.4.2', 'CIS Docker 1.6.0 5.7'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Whoever reaches the debugger of a process runs code in it, with its database role and its keys.',
  remediation:
    'Take --inspect out of the command and of NODE_OPTIONS, and expose the ports of the service only.',
  needs: ['supply'],
  evaluate: ({ supply }) =>
    supply.dockerfiles.length === 0
      ? { notApplicable: 'There is no Dockerfile.' }
      : supply.dockerfiles.flatMap(({ file, stages }) =>
          stages.flatMap(({ instructions }, stage) =>
            instructions.flatMap(({ keyword, text, words, line }, index) => {
              const debugs =
                ['CMD', 'ENTRYPOINT', 'ENV', 'HEALTHCHECK'].includes(keyword) &&
                /--(?:inspect(?:-brk|-port|-wait)?|debug(?:-brk)?)(?:[=\s"',]|$)/.test(
                  text,
                );
              const opened =
                keyword === 'EXPOSE'
                  ? words.find(word => WAYS_IN.has(word.split('/')[0] ?? ''))
                  : undefined;
              if (!debugs && opened === undefined) return [];
              return [
                {
                  message: debugs
                    ? `${keyword} starts a debugger.`
                    : `The image exposes ${opened}.`,
                  file,
                  line,
                  subject: `${keyword} ${index} of stage ${stage}`,
                },
              ];
            }),
          ),
        ),
});
