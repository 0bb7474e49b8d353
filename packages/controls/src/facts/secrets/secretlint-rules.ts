import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { Match, SecretKind } from './secrets';

// It would keep a mark of every rule and file for as long as the process lives.
secretLintProfiler.setEnabled(false);

/**
 * The preset's rules, but for the one that lets a comment switch them off: the
 * tree that is looked through decides nothing.
 */
const chosen = rules
  .filter(({ meta }) => !meta.id.endsWith('-filter-comments'))
  // This one opens files by their name on whatever machine it runs on; key stores are recognised elsewhere.
  .filter(({ meta }) => !meta.id.endsWith('-rule-gcp'))
  .map(rule => ({ id: rule.meta.id, rule }));

const KINDS: ReadonlyMap<string, SecretKind> = new Map([
  ['@secretlint/secretlint-rule-privatekey', 'private-key'],
  ['@secretlint/secretlint-rule-basicauth', 'password-in-address'],
  [
    '@secretlint/secretlint-rule-database-connection-string',
    'password-in-address',
  ],
]);

/** What the rules of the preset look for, each by a piece that it needs: without any of them none is run. Passwords in addresses are judged elsewhere. */
const HINT =
  /aws|A(?:KIA|SIA|GPA|IDA|ROA|IPA|NPA|NVA|3T)[A-Z0-9]|PRIVATE KEY|_authToken|x-oauth|npm_|xox[a-z]-|xapp-|hooks\.slack|SG\.|shp(?:pa|ca|at|ss)_|k_(?:live|test)_|gh[pousr]_|github_pat|glpat-|glsa_|glc_|sk-|gsk_|hf_|lin_api|ntn_|ops_ey|hv[sbr]\.|vc[piark]_|dapi|dckr_|figd_|cf(?:k|ut|at)_|tskey-/i;

/** Runs secretlint's engine on a text. No configuration of the tree is read and no comment in it is honoured. */
export async function secretlintMatches(
  file: string,
  text: string,
): Promise<Match[]> {
  if (!HINT.test(text)) return [];
  const { messages } = await lintSource({
    source: {
      content: text,
      // A rule looks at the name only; the folder could lie anywhere.
      filePath: file.slice(file.lastIndexOf('/') + 1),
      ext: '',
      contentType: 'text',
    },
    options: {
      noPhysicFilePath: true,
      maskSecrets: true,
      config: { rules: chosen },
    },
  });
  return messages.map(({ ruleId, messageId, range }) => ({
    kind: KINDS.get(ruleId) ?? 'issued-token',
    rule: `${ruleId.replace('@secretlint/secretlint-rule-', 'secretlint-')}`,
    what: `what secretlint calls ${messageId}`,
    start: range[0],
    end: range[1],
  }));
}
