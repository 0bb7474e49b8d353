import { defineControl } from '../../control/control';
import { argumentsOf, programOf } from '../../facts/supply/shell-commands';
import { allCommands, type PlacedCommand } from './scripts';

const FETCHERS = new Set(['curl', 'wget', 'fetch', 'http', 'aria2c']);
const INTERPRETERS = new Set([
  'sh',
  'bash',
  'dash',
  'zsh',
  'ash',
  'ksh',
  'node',
  'python',
  'python3',
  'perl',
  'ruby',
  'deno',
  'bun',
  'source',
  '.',
  'eval',
  'tsx',
]);

/** Whether what is fetched goes straight into something that runs it. */
function runsWhatItFetches(command: PlacedCommand): boolean {
  const isFetch = FETCHERS.has(programOf(command));
  if (isFetch && command.next === '|') {
    for (const following of command.following) {
      if (INTERPRETERS.has(programOf(following))) return true;
      if (following.next !== '|') return false;
    }
  }
  // `bash -c "$(curl …)"`, `sh <(curl …)`, `eval "$(curl …)"`
  return (
    INTERPRETERS.has(programOf(command)) &&
    command.words.some(word => /(?:\$\(|`|<\()\s*(?:curl|wget)\b/.test(word))
  );
}

/** File that a command fetches into, if it names one. */
function fetchedFile(command: PlacedCommand): string | undefined {
  if (!FETCHERS.has(programOf(command))) return undefined;
  const words = argumentsOf(command);
  const flag = words.findIndex(word =>
    /^(?:-[a-zA-Z]*[oO]|--output|--output-document)$/.test(word),
  );
  const attached = words
    .map(word => /^(?:--output(?:-document)?=|>)(.+)$/.exec(word)?.[1])
    .find(file => file !== undefined);
  const redirect = words.indexOf('>');
  return (
    attached ??
    (flag < 0 ? undefined : words[flag + 1]) ??
    (redirect < 0 ? undefined : words[redirect + 1])
  );
}

const VERIFIERS = new Set([
  'sha256sum',
  'sha512sum',
  'shasum',
  'gpg',
  'gpgv',
  'cosign',
  'minisign',
  'openssl',
  'slsa-verifier',
]);

/** Whether a fetched file is run later in the script, and nothing has verified it before. */
function runsFileLater(command: PlacedCommand): boolean {
  const file = fetchedFile(command);
  if (file === undefined) return false;
  for (const following of command.following) {
    if (VERIFIERS.has(programOf(following))) return false;
    const isRun =
      following.words[0] === file ||
      (INTERPRETERS.has(programOf(following)) &&
        following.words.includes(file)) ||
      (programOf(following) === 'chmod' && following.words.includes(file));
    if (isRun) return true;
  }
  return false;
}

/** What a command takes without knowing what it is; undefined where it is fine. */
function carelessness(command: PlacedCommand): string | undefined {
  const program = programOf(command);
  const words = argumentsOf(command);
  if (runsWhatItFetches(command) || runsFileLater(command)) {
    return 'runs what it has just fetched';
  }
  if (
    (program === 'curl' &&
      words.some(
        word =>
          word === '--insecure' ||
          word === '--proxy-insecure' ||
          /^-[a-zA-Z]*k[a-zA-Z]*$/.test(word),
      )) ||
    (program === 'wget' && words.includes('--no-check-certificate')) ||
    command.words.some(word =>
      /^(?:NODE_TLS_REJECT_UNAUTHORIZED=['"]?0|GIT_SSL_NO_VERIFY=(?:1|true)|PYTHONHTTPSVERIFY=0|npm_config_strict_ssl=false|--strict-ssl=false|--no-strict-ssl)/i.test(
        word,
      ),
    ) ||
    (program === 'git' &&
      words.some(word => /^http\.sslverify=false$/i.test(word)))
  ) {
    return 'does not verify whom it talks to';
  }
  if (
    /^(?:apt|apt-get)$/.test(program) &&
    words.some(word => /^--(?:allow-unauthenticated|force-yes)$/.test(word))
  ) {
    return 'installs packages without a signature';
  }
  if (program === 'apk' && words.includes('--allow-untrusted')) {
    return 'installs packages without a signature';
  }
  if (
    program === 'npx' ||
    (program === 'npm' && (words[0] === 'exec' || words[0] === 'x'))
  ) {
    return words.some(
      word =>
        word === '--no' || word === '--no-install' || word === '--offline',
    )
      ? undefined
      : 'may fetch and run a package that no lockfile names';
  }
  if (
    program === 'npm' &&
    words.some(word =>
      /^--(?:force|legacy-peer-deps|no-package-lock|package-lock=false)$/.test(
        word,
      ),
    )
  ) {
    return 'switches a check of npm off';
  }
  if (
    /^pip3?$/.test(program) &&
    words[0] === 'install' &&
    !words.includes('--require-hashes')
  ) {
    return 'installs packages without their digests';
  }
  if (
    program === 'git' &&
    words[0] === 'clone' &&
    !command.file.startsWith('.github/') &&
    !command.following.some(one =>
      one.words.some(word => /^[0-9a-f]{40}$/.test(word)),
    )
  ) {
    return 'builds from a branch of somebody';
  }
  if (
    program === 'npm' &&
    words.some(word => word === 'install' || word === 'i' || word === 'add') &&
    !command.file.endsWith('package.json')
  ) {
    return 'does not install what the lockfile says: use npm ci';
  }
  return undefined;
}

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
    const counts = new Map<string, number>();
    const run = allCommands(supply).flatMap(command => {
      const why = carelessness(command);
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
