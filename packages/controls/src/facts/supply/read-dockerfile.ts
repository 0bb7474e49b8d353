import { DockerfileParser } from 'dockerfile-ast';
import type { DockerInstruction, Dockerfile, DockerStage } from './supply';

/** Replaces `$NAME`, `${NAME}` and `${NAME:-default}` by what is known of them; what is not stays as it stands. */
export function expanded(
  text: string,
  values: ReadonlyMap<string, string | undefined>,
): string {
  return text.replace(
    /\$(?:\{([A-Za-z_]\w{0,100})(?::?-([^{}]{0,300}))?\}|([A-Za-z_]\w{0,100}))/g,
    (whole, braced?: string, otherwise?: string, plain?: string) =>
      values.get(braced ?? plain ?? '') ?? otherwise ?? whole,
  );
}

function withoutQuotes(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}

/** Reads a Dockerfile. It is never wrong: what the parser does not know is an instruction of another name. */
export function readDockerfile(file: string, text: string): Dockerfile {
  const parsed = DockerfileParser.parse(text);
  const globals = new Map<string, string | undefined>();
  const stages: (DockerStage & { instructions: DockerInstruction[] })[] = [];
  for (const instruction of parsed.getInstructions()) {
    const range = instruction.getRange();
    const from = offsetOf(text, range.start);
    const whole = text.slice(from, offsetOf(text, range.end));
    const one: DockerInstruction = {
      keyword: instruction.getKeyword(),
      text: whole
        .slice(instruction.getInstruction().length)
        .replace(/^\s*#.*\n/gm, '')
        .replace(/\\[^\S\n]*\r?\n/g, ' ')
        .trim(),
      words: instruction.getArguments().map(argument => argument.getValue()),
      line: range.start.line + 1,
    };
    const stage = stages[stages.length - 1];
    if (one.keyword === 'FROM') {
      const words = one.words.filter(word => !word.startsWith('--'));
      const [image = '', as, name] = words;
      stages.push({
        image: expanded(image, globals),
        ...(as?.toLowerCase() === 'as' && name !== undefined ? { name } : {}),
        line: one.line,
        instructions: [],
      });
    } else if (stage !== undefined) stage.instructions.push(one);
    else if (one.keyword === 'ARG') {
      for (const word of one.words) {
        const [, name = '', , value] =
          /^([^=]{1,100})(=([^]*))?$/.exec(word) ?? [];
        globals.set(
          name,
          value === undefined
            ? undefined
            : expanded(withoutQuotes(value), globals),
        );
      }
    }
  }
  return { file, globals, stages };
}

function offsetOf(
  text: string,
  place: { readonly line: number; readonly character: number },
): number {
  let at = 0;
  for (let line = 0; line < place.line; line++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return at + place.character;
}
