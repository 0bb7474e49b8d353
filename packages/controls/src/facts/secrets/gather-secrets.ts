import ts from 'typescript';
import type { SourceTree } from '../../source/source-tree';
import { available, type Fact } from '../fact';
import type { Program } from '../program/program';
import { passwordsInAddresses } from './addresses';
import { configuredCredentials } from './assignments';
import { credentialsInCode } from './code';
import { archiveKind, credentialFile, isKeyStore } from './credential-files';
import { encodedSecrets } from './encodings';
import { issuedTokens } from './issued-tokens';
import { privateKeys } from './private-keys';
import {
  decodeText,
  LONGEST_FILE,
  printableRuns,
  readableText,
  type ReadableText,
} from './readable-text';
import { hasSecretName } from './secret-names';
import { settingOf, type Setting } from './secret-values';
import { secretlintMatches } from './secretlint-rules';
import {
  SECRET_KINDS,
  type FoundSecret,
  type Match,
  type Secrets,
} from './secrets';

const CODE = /\.[cm]?[jt]sx?$/;
const STRUCTURED = /\.(?:ya?ml|json[c5]?|webmanifest)$/;
/** What puts a text together from pieces. */
const PIECES =
  /['"`]\s{0,200}\+\s{0,200}['"`]|\.(?:join|concat)\s{0,20}\(|fromCharCode|\batob\b|['"`](?:base64|base64url|hex)['"`]|\$\{\s{0,20}['"`]|\\[xu]/;
/** Made by a package manager: thousands of names and digests, and no place for a person's own. */
const LOCKFILE =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/;

/** What stands in a text that needs no knowledge of its language. */
function plainSecrets(text: string, setting: Setting): Match[] {
  return [
    ...privateKeys(text),
    ...issuedTokens(text),
    ...passwordsInAddresses(text, setting),
  ];
}

/** What is looked for in a text that was encoded or put together. */
function hiddenSecrets(text: string): Match[] {
  return [
    ...plainSecrets(text, 'strict'),
    ...configuredCredentials(text, 'strict', false),
  ];
}

/** Syntax of files that have been parsed already, by path. */
type Parsed = ReadonlyMap<string, ts.SourceFile>;

/**
 * The syntax of a file, where it can be had from another fact.
 *
 * @throws RangeError when the code nests too deep for the parser.
 */
function syntaxOf(file: string, text: string, parsed: Parsed): ts.SourceFile {
  const known = parsed.get(file);
  return known?.text === text
    ? known
    : ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

async function secretsInText(
  file: string,
  original: string,
  { text, fromOriginal }: ReadableText,
  parsed: Parsed,
): Promise<Match[]> {
  const setting = settingOf(file);
  const found = plainSecrets(text, setting);
  if (LOCKFILE.test(file)) return found;
  found.push(
    // A password in an address is judged by one rule, which knows placeholders.
    ...(await secretlintMatches(file, text)).filter(
      ({ kind }) => kind !== 'password-in-address',
    ),
  );
  if (CODE.test(file) && !hasSecretName(text) && !PIECES.test(text)) {
    // Without a name that announces one, and without pieces, syntax tells nothing more.
  } else if (CODE.test(file)) {
    try {
      // A line of code that is cut would be another program.
      const { matches, joined } = credentialsInCode(
        syntaxOf(file, original, parsed),
        setting,
      );
      for (const { start, end, ...match } of matches) {
        const from = fromOriginal(start);
        found.push({ ...match, start: from, end: from + end - start });
      }
      for (const { text: whole, start } of joined) {
        const [inside] = plainSecrets(whole, setting);
        if (inside === undefined) continue;
        found.push({
          kind: 'encoded',
          rule: 'joined',
          what: `${inside.what}, put together from pieces`,
          start: fromOriginal(start),
          end: fromOriginal(start) + 1,
        });
      }
    } catch {
      // The parser gives up on code that nests too deep; its lines are read instead.
      found.push(...configuredCredentials(text, setting, false));
    }
  } else {
    found.push(...configuredCredentials(text, setting, STRUCTURED.test(file)));
  }
  found.push(...encodedSecrets(text, hiddenSecrets));
  return found;
}

/** Leaves of matches that lie on each other the one that says most: kinds are in that order. */
function withoutRepeats(matches: readonly Match[]): Match[] {
  const kept: Match[] = [];
  const byKind = [...matches].sort(
    (first, second) =>
      SECRET_KINDS.indexOf(first.kind) - SECRET_KINDS.indexOf(second.kind) ||
      first.start - second.start,
  );
  // Ends of what is kept, by the kilobyte that it touches: comparing all with all would take too long.
  const buckets = new Map<number, Match[]>();
  for (const match of byKind) {
    const from = match.start >> 10;
    const to = Math.max(match.end - 1, match.start) >> 10;
    let covered = false;
    for (let bucket = from; bucket <= to && !covered; bucket++) {
      covered = (buckets.get(bucket) ?? []).some(
        other => other.start < match.end && match.start < other.end,
      );
    }
    if (covered) continue;
    kept.push(match);
    for (let bucket = from; bucket <= to; bucket++) {
      const members = buckets.get(bucket) ?? [];
      members.push(match);
      buckets.set(bucket, members);
    }
  }
  return kept.sort((first, second) => first.start - second.start);
}

function wholeFile(
  file: string,
  kind: 'credential-file' | 'opaque-file',
  what: string,
): FoundSecret {
  return { kind, rule: kind, what, file, ordinal: 1 };
}

async function secretsInFile(
  file: string,
  content: Uint8Array,
  parsed: Parsed,
): Promise<FoundSecret[]> {
  if (content.length === 0) return [];
  const named =
    credentialFile(file) ?? (isKeyStore(content) ? 'a key store' : undefined);
  const whole =
    named === undefined ? [] : [wholeFile(file, 'credential-file', named)];
  const archive = archiveKind(content);
  if (archive !== undefined) {
    return [...whole, wholeFile(file, 'opaque-file', archive)];
  }
  if (content.length > LONGEST_FILE) {
    whole.push(
      wholeFile(file, 'opaque-file', 'a file too long to look through'),
    );
  }
  const decoded = decodeText(content);
  const isBinary = decoded.slice(0, 8000).includes('\0');
  const original = isBinary ? printableRuns(content) : decoded;
  const readable = readableText(original);
  const { text, position } = readable;
  const matches = isBinary
    ? [...privateKeys(text), ...issuedTokens(text)]
    : await secretsInText(file, original, readable, parsed);

  const ordinals = new Map<string, number>();
  return [
    ...whole,
    ...withoutRepeats(matches).map(
      ({ kind, rule, what, name, start }): FoundSecret => {
        const key = `${kind} ${rule} ${name ?? ''}`;
        const ordinal = (ordinals.get(key) ?? 0) + 1;
        ordinals.set(key, ordinal);
        return {
          kind,
          rule,
          what,
          file,
          ...(isBinary ? {} : { position: position(start) }),
          ...(name === undefined ? {} : { name }),
          ordinal,
        };
      },
    ),
  ];
}

/**
 * Looks for secrets in every file of a tree, documents and tests included.
 * Nothing in the tree can exempt a file or a line.
 *
 * @param program - if it was gathered before, its code is not parsed again.
 */
export async function gatherSecrets(
  tree: SourceTree,
  program?: Fact<Program>,
): Promise<Fact<Secrets>> {
  const parsed: Parsed =
    program?.state === 'available'
      ? new Map(program.value.files.map(({ path, source }) => [path, source]))
      : new Map();
  const found: FoundSecret[] = [];
  for (const [file, content] of tree.files) {
    found.push(...(await secretsInFile(file, content, parsed)));
  }
  return available({ found });
}
