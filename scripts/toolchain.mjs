// Brings the toolchain that the repository needs (Node 22 or 24, yarn 4) to a
// machine that has any Node from 20 on and nothing else. Plain JavaScript
// without dependencies, because it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
);
const tools = path.join(root, '.tools');
const supportedNodes = [22, 24];
const nodeToInstall = '22';
const yarnVersion = JSON.parse(
  readFileSync(path.join(root, 'package.json'), 'utf8'),
).packageManager.split('@')[1];

/**
 * Runs a program with the terminal of this process and waits for its end.
 *
 * @returns the exit code; a program that a signal ended counts as 1.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      ...options,
    });
    // Ctrl-C reaches the child by the terminal; a signal to us alone must be passed on.
    const pass = signal => child.kill(signal);
    process.on('SIGTERM', pass);
    process.on('SIGINT', ignore);
    child.on('error', reject);
    child.on('close', code => {
      process.off('SIGTERM', pass);
      process.off('SIGINT', ignore);
      resolve(code ?? 1);
    });
  });
}

function ignore() {}

function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...options,
    });
    let text = '';
    child.stdout.on('data', data => {
      text += data;
    });
    child.on('error', reject);
    child.on('close', () => resolve(text.trim()));
  });
}

/** The npm that belongs to the running Node, so that PATH does not matter. */
function npmCli() {
  const beside = path.dirname(process.execPath);
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  const found = candidates.find(
    file => file && /npm-cli\.[cm]?js$/.test(file) && existsSync(file),
  );
  return found
    ? { command: process.execPath, args: [found] }
    : { command: 'npm', args: [] };
}

async function installTools(packages) {
  mkdirSync(tools, { recursive: true });
  // Without a package.json of its own, npm would install into the repository.
  writeFileSync(path.join(tools, 'package.json'), '{ "private": true }\n');
  const npm = npmCli();
  const code = await run(npm.command, [
    ...npm.args,
    'install',
    '--prefix',
    tools,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...packages,
  ]);
  if (code !== 0) {
    throw new Error(
      `npm could not install ${packages.join(
        ' and ',
      )} into .tools. Check that npm reaches a registry, then run the command again.`,
    );
  }
}

/** yarn takes neither registry nor certificates from npm's configuration. */
async function registryEnvironment() {
  const npm = npmCli();
  const get = key =>
    capture(npm.command, [...npm.args, 'config', 'get', key]).catch(() => '');
  const [registry, cafile] = [await get('registry'), await get('cafile')];
  return {
    ...(registry.startsWith('http')
      ? { YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, '') }
      : {}),
    ...(cafile && existsSync(cafile)
      ? { YARN_HTTPS_CA_FILE_PATH: cafile }
      : {}),
  };
}

/** Digest of everything that decides what `yarn install` would do. */
function manifestDigest() {
  const hash = createHash('sha256');
  const files = [
    'yarn.lock',
    '.yarnrc.yml',
    'package.json',
    'bench/package.json',
  ];
  for (const folder of ['packages', 'plugins']) {
    for (const name of readdirSync(path.join(root, folder)).sort()) {
      files.push(path.join(folder, name, 'package.json'));
    }
  }
  for (const file of files.filter(name => existsSync(path.join(root, name)))) {
    hash.update(file).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

/**
 * Makes Node 22 or 24, yarn and the dependencies available.
 *
 * @returns `yarn(...args)`, which runs a yarn command with them and gives its
 *   exit code, and the environment for other programs.
 * @throws Error with what to do, when npm or yarn fail.
 */
export async function prepare() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(
      `Node ${process.versions.node} is too old to begin with. Install any Node from 20 on.`,
    );
  }
  const wanted = [];
  let node = process.execPath;
  if (!supportedNodes.includes(Number(process.versions.node.split('.')[0]))) {
    const name = `node-${
      process.platform === 'win32' ? 'win' : process.platform
    }-${process.arch}`;
    node = path.join(
      tools,
      'node_modules',
      name,
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    );
    if (!existsSync(node)) wanted.push(`${name}@${nodeToInstall}`);
  }
  const yarnFolder = path.join(tools, 'node_modules/@yarnpkg/cli-dist');
  const yarnScript = path.join(yarnFolder, 'bin/yarn.js');
  const yarnManifest = path.join(yarnFolder, 'package.json');
  if (
    !existsSync(yarnManifest) ||
    JSON.parse(readFileSync(yarnManifest, 'utf8')).version !== yarnVersion
  ) {
    wanted.push(`@yarnpkg/cli-dist@${yarnVersion}`);
  }
  if (wanted.length > 0) {
    process.stderr.write(`Installing ${wanted.join(' and ')} into .tools\n`);
    await installTools(wanted);
  }

  const shims = path.join(tools, 'bin');
  writeShims(shims, node, yarnScript);
  const env = {
    ...process.env,
    PATH: [shims, path.dirname(node), process.env.PATH]
      .filter(Boolean)
      .join(path.delimiter),
  };
  const yarn = (...args) => run(node, [yarnScript, ...args], { env });

  const stamp = path.join(tools, 'installed');
  const digest = manifestDigest();
  const current =
    existsSync(path.join(root, 'node_modules/.yarn-state.yml')) &&
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === digest;
  if (!current) {
    Object.assign(env, await registryEnvironment());
    process.stderr.write(
      'Installing the dependencies (about two minutes the first time)\n',
    );
    if ((await yarn('install', '--immutable')) !== 0) {
      throw new Error(
        'yarn could not install the dependencies; its output above says which. Nothing else was changed; run the command again when it is mended.',
      );
    }
    writeFileSync(stamp, digest);
  }
  return { node, yarn, env };
}

/** `node` and `yarn` by name, for programs and people that have this folder on PATH. */
function writeShims(folder, node, yarnScript) {
  mkdirSync(folder, { recursive: true });
  const shims = { node: `"${node}"`, yarn: `"${node}" "${yarnScript}"` };
  for (const [name, command] of Object.entries(shims)) {
    if (process.platform === 'win32') {
      writeFileSync(path.join(folder, `${name}.cmd`), `@${command} %*\r\n`);
    } else {
      writeFileSync(
        path.join(folder, name),
        `#!/bin/sh\nexec ${command} "$@"\n`,
        { mode: 0o755 },
      );
    }
  }
}

/** Runs steps in order and stops at the first that fails. */
export async function inOrder(...steps) {
  for (const step of steps) {
    const code = await step();
    if (code !== 0) return code;
  }
  return 0;
}

/** Ends the process with the code of `main`, or with its error in one line. */
export function entry(main) {
  main().then(
    code => {
      process.exitCode = code;
    },
    error => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
