/** What stands between a command and the next one. */
export type ShellOperator = '&&' | '||' | '|' | ';' | '&' | '';

/** One simple command of a script. */
export interface ShellCommand {
  /** Words as the shell sees them, without quotes; what is substituted stays as it is written. */
  readonly words: readonly string[];
  /** Line of its first word, from 0. */
  readonly line: number;
  /** What follows it. A line break is `;`. */
  readonly next: ShellOperator;
  /** Whether its failure only decides what comes next: after `if`, `while`, `until` or `!`. */
  readonly isCondition?: boolean;
}

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'do',
  'done',
  'while',
  'until',
  'for',
  'case',
  'esac',
  '{',
  '}',
  '!',
  'time',
  'exec',
  'sudo',
  'command',
  'env',
]);

/** Words after which a failure is only an answer. */
const CONDITIONS = new Set(['if', 'elif', 'while', 'until', '!']);

/** Deepest command substitution that is looked into. */
const DEEPEST = 5;

/**
 * The simple commands of a POSIX shell script, in order, those inside `$(…)`
 * and backticks too. It follows quotes, comments and here-documents; it does not
 * evaluate anything.
 */
export function shellCommands(script: string, depth = 0): ShellCommand[] {
  const commands: ShellCommand[] = [];
  const hereDocuments: string[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let line = 0;
  let began = 0;
  let isCondition = false;
  let at = 0;

  const endWord = () => {
    if (word === undefined) return;
    if (words.length > 0 || !KEYWORDS.has(word)) {
      if (words.length === 0) began = line;
      words.push(word);
    } else if (CONDITIONS.has(word)) isCondition = true;
    word = undefined;
  };
  // `{ a; } || b` and `a \n | b`: what follows a group follows its last command.
  const replaceLastOperator = (next: ShellOperator) => {
    const last = commands.pop();
    if (last !== undefined) commands.push({ ...last, next });
  };
  const endCommand = (next: ShellOperator) => {
    endWord();
    if (words.length > 0) {
      commands.push({
        words,
        line: began,
        next,
        ...(isCondition ? { isCondition } : {}),
      });
      isCondition = false;
    } else if (next !== ';' && next !== '') replaceLastOperator(next);
    words = [];
  };
  const inside = (text: string) => {
    if (depth < DEEPEST) {
      commands.push(
        ...shellCommands(text, depth + 1).map(one => ({
          ...one,
          line: one.line + line,
        })),
      );
    }
  };

  while (at < script.length) {
    const character = script[at] ?? '';
    const rest = script.slice(at, at + 3);
    if (character === '\\') {
      if (script[at + 1] === '\n') line += 1;
      else word = (word ?? '') + (script[at + 1] ?? '');
      at += 2;
    } else if (character === "'") {
      const end = script.indexOf("'", at + 1);
      const text = script.slice(at + 1, end < 0 ? script.length : end);
      word = (word ?? '') + text;
      line += countLines(text);
      at = end < 0 ? script.length : end + 1;
    } else if (character === '"') {
      let end = at + 1;
      while (end < script.length && script[end] !== '"') {
        if (script[end] === '\\') end += 1;
        else if (rest !== '' && script.startsWith('$(', end)) {
          end = endOfSubstitution(script, end + 2);
        }
        end += 1;
      }
      const text = script.slice(at + 1, end);
      for (const part of substitutions(text)) inside(part);
      word = (word ?? '') + text;
      line += countLines(text);
      at = end + 1;
    } else if (script.startsWith('$(', at) && !script.startsWith('$((', at)) {
      const end = endOfSubstitution(script, at + 2);
      const text = script.slice(at + 2, end);
      inside(text);
      word = `${word ?? ''}$(${text})`;
      line += countLines(text);
      at = end + 1;
    } else if (script.startsWith('${', at)) {
      const close = endOfVariable(script, at);
      word = (word ?? '') + script.slice(at, close);
      at = close;
    } else if (character === '`') {
      const end = script.indexOf('`', at + 1);
      const text = script.slice(at + 1, end < 0 ? script.length : end);
      inside(text);
      word = `${word ?? ''}\`${text}\``;
      line += countLines(text);
      at = end < 0 ? script.length : end + 1;
    } else if (character === '#' && word === undefined) {
      const end = script.indexOf('\n', at);
      at = end < 0 ? script.length : end;
    } else if (/^<<-?\s*(?!<)/.test(rest) && !rest.startsWith('<<<')) {
      const [whole = '', , delimiter = ''] =
        /^<<-?[^\S\n]*(["']?)([\w.-]{1,60})\1/.exec(
          script.slice(at, at + 100),
        ) ?? [];
      endWord();
      if (delimiter !== '') hereDocuments.push(delimiter);
      at += Math.max(whole.length, 2);
    } else if (character === '\n') {
      const isScript = words.length === 0 && word === undefined;
      endCommand(';');
      line += 1;
      at += 1;
      for (const delimiter of hereDocuments.splice(0)) {
        const end = endOfHereDocument(script, at, delimiter);
        const body = script.slice(at, end.body);
        // `RUN <<EOF`: the document is the script.
        if (isScript) inside(body);
        line += countLines(script.slice(at, end.next));
        at = end.next;
      }
    } else if (rest.startsWith('&&') || rest.startsWith('||')) {
      endCommand(rest.startsWith('&&') ? '&&' : '||');
      at += 2;
    } else if (character === '|' || character === ';' || character === '&') {
      // `2>&1` and `&>` are redirections.
      const redirects =
        character === '&' && (script[at - 1] === '>' || script[at + 1] === '>');
      if (redirects) word = (word ?? '') + character;
      else endCommand(character);
      at += 1;
    } else if (character === '(' || character === ')') {
      endCommand(';');
      at += 1;
    } else if (/\s/.test(character)) {
      endWord();
      at += 1;
    } else {
      word = (word ?? '') + character;
      at += 1;
    }
  }
  endCommand('');
  return commands;
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

/** Where `${…}` ends; an expression of a workflow, `${{ … }}`, has two braces. */
function endOfVariable(script: string, at: number): number {
  const closing = script.startsWith('${{', at) ? '}}' : '}';
  const end = script.indexOf(closing, at);
  return end < 0 ? script.length : end + closing.length;
}

/** Where the parenthesis that is open at a position closes. */
function endOfSubstitution(script: string, from: number): number {
  let open = 1;
  for (let at = from; at < script.length; at++) {
    if (script[at] === '\\') at += 1;
    else if (script[at] === '(') open += 1;
    else if (script[at] === ')') {
      open -= 1;
      if (open === 0) return at;
    }
  }
  return script.length;
}

/** The commands in `$(…)` and backticks of a text in double quotes. */
function substitutions(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text.startsWith('$(', at) && !text.startsWith('$((', at)) {
      const end = endOfSubstitution(text, at + 2);
      found.push(text.slice(at + 2, end));
      at = end;
    } else if (text[at] === '`') {
      const end = text.indexOf('`', at + 1);
      found.push(text.slice(at + 1, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end;
    }
  }
  return found;
}

function endOfHereDocument(
  script: string,
  from: number,
  delimiter: string,
): { readonly body: number; readonly next: number } {
  let at = from;
  while (at < script.length) {
    const end = script.indexOf('\n', at);
    const stop = end < 0 ? script.length : end;
    if (script.slice(at, stop).trim() === delimiter) {
      return { body: at, next: Math.min(stop + 1, script.length) };
    }
    at = stop + 1;
  }
  return { body: script.length, next: script.length };
}

/** The name of the program that a command runs, without its folder and the assignments before it. */
export function programOf({ words }: Pick<ShellCommand, 'words'>): string {
  const program = words.find(word => !/^[A-Za-z_]\w*=/.test(word)) ?? '';
  return program.slice(program.lastIndexOf('/') + 1);
}

/** The words behind the program. */
export function argumentsOf({
  words,
}: Pick<ShellCommand, 'words'>): readonly string[] {
  const index = words.findIndex(word => !/^[A-Za-z_]\w*=/.test(word));
  return index < 0 ? [] : words.slice(index + 1);
}
