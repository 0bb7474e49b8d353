import { defineControl } from '../../control/control';
import { programOf } from '../../facts/supply/shell-commands';
import { carelessness } from './careless-commands';
import { allCommands } from './scripts';

export default defineControl({
  id: 'SUP-10',
  title: 'Nothing is built from what was fetched without being checked',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§3.1'],
    standards: ['CIS Docker 1.6.0 4.9', 'OWASP CICD-SEC-3'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A script or a file from an address is another one tomorrow, and runs with all that the build may do.',
  remediation:
    'Install what a lockfile names with npm ci; fetch a file with its digest (ADD --checksum=sha256:…) and verify it before use.',
  needs: ['supply'],
  evaluate: ({ supply }) => {
    const added = supply.dockerfiles.flatMap(({ file, stages }) =>
      stages.flatMap(({ instructions }) =>
        instructions.flatMap(({ keyword, text, line }) =>
          keyword === 'ADD' &&
          /(?:^|\s|")(?:https?:|ftp:|git@|ssh:|git:)/i.test(text) &&
          !/--checksum=sha256:[0-9a-f]{64}/.test(text)
            ? [
                {
                  message:
                    'ADD takes a file from an address without its digest.',
                  file,
                  line,
                  subject: `ADD ${text}`,
                },
              ]
            : [],
        ),
      ),
    );
    const installed = new Set(
      supply.packages.flatMap(({ dependencies }) =>
        dependencies.map(({ name }) => name),
      ),
    );
    const counts = new Map<string, number>();
    const run = allCommands(supply).flatMap(command => {
      const why = carelessness(command, installed);
      if (why === undefined) return [];
      const key = `${command.file} ${command.script} ${programOf(command)}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return [
        {
          message: `${programOf(command)} ${why}.`,
          file: command.file,
          line: command.placedLine,
          subject: `${command.script} ${programOf(command)} ${count}`,
        },
      ];
    });
    const unverified = [
      ...supply.dockerfiles.flatMap(({ file, stages }) =>
        stages.flatMap(({ instructions }) =>
          instructions
            .filter(({ keyword }) => keyword === 'ENV' || keyword === 'ARG')
            .map(({ text, line }) => ({ file, line, text })),
        ),
      ),
      ...supply.workflows.flatMap(({ file, env, jobs }) =>
        [
          ...env,
          ...jobs.flatMap(job => [
            ...job.env,
            ...job.steps.flatMap(step => step.env),
          ]),
        ].map(({ name, text, line }) => ({
          file,
          line,
          text: `${name}=${text}`,
        })),
      ),
    ]
      .filter(({ text }) =>
        /\b(?:NODE_TLS_REJECT_UNAUTHORIZED[= ]['"]?0|GIT_SSL_NO_VERIFY[= ]['"]?(?:1|true)|npm_config_strict_ssl[= ]['"]?false)/i.test(
          text,
        ),
      )
      .map(({ file, line }, index) => ({
        message: 'Nothing that is fetched here verifies whom it talks to.',
        file,
        line,
        subject: `unverified ${index}`,
      }));
    return [...added, ...unverified, ...run];
  },
});
