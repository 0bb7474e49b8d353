import { argumentsOf, programOf } from '../../facts/supply/shell-commands';
import type { PlacedCommand } from './scripts';

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

/** Whether a tool comes from a package that is declared, and so locked: of its own name, or of a scope. */
function isInstalled(tool: string, installed: ReadonlySet<string>): boolean {
  return (
    installed.has(tool) ||
    (tool === 'tsc' && installed.has('typescript')) ||
    [...installed].some(name => name.endsWith(`/${tool}`))
  );
}

/** What a command takes without knowing what it is; undefined where it is fine. `installed` are the packages that the tree declares. */
export function carelessness(
  command: PlacedCommand,
  installed: ReadonlySet<string>,
): string | undefined {
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
    const [tool = ''] = words.filter(
      word => !word.startsWith('-') && word !== 'exec' && word !== 'x',
    );
    return words.some(word => /^--(?:no|no-install|offline)$/.test(word)) ||
      isInstalled(tool, installed)
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
