import { tokenize } from 'protobufjs';
import { ProtoSyntaxError, syntaxErrorOf } from './parse-proto';

const DEEPEST = 20;

/**
 * Line of every declaration of a .proto file, by name: `Order`, `Order.total`,
 * `Status.STATUS_NEW`, `OrdersService.CreateOrder`. The parser checks the
 * syntax but forgets the lines; this reads the same tokens once more.
 *
 * @throws ProtoSyntaxError where the text has no tokens.
 */
export function declarationLines(text: string): ReadonlyMap<string, number> {
  try {
    return readLines(text);
  } catch (error) {
    throw error instanceof ProtoSyntaxError ? error : syntaxErrorOf(error);
  }
}

function readLines(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const tokens = tokenize(text, true);
  const scope: string[] = [];
  // Tokens of the statement so far; a name stands before `=`, `{` or `(`.
  let statement: { token: string; line: number }[] = [];
  let brackets = 0;

  const record = (name: { token: string; line: number } | undefined) => {
    if (name === undefined) return;
    const key = [...scope, name.token].join('.');
    if (!lines.has(key)) lines.set(key, name.line);
  };

  for (let token = tokens.next(); token !== null; token = tokens.next()) {
    if (token === '[') brackets += 1;
    if (token === ']') brackets -= 1;
    if (brackets > 0 || token === ']') continue;
    switch (token) {
      case '{': {
        const [keyword, name] = statement;
        if (keyword?.token === 'rpc') record(name);
        else if (
          name !== undefined &&
          !statement.some(part => part.token === '=')
        )
          record(name);
        const named = ['message', 'enum', 'service'].includes(
          keyword?.token ?? '',
        );
        if (scope.length === DEEPEST) {
          throw new ProtoSyntaxError(
            `more than ${DEEPEST} levels deep`,
            tokens.line,
          );
        }
        scope.push(named && name !== undefined ? name.token : '');
        statement = [];
        break;
      }
      case '}':
        scope.pop();
        statement = [];
        break;
      case ';': {
        if (statement[0]?.token === 'rpc') {
          record(statement[1]);
        } else if (
          !['option', 'syntax', 'import', 'package', 'reserved'].includes(
            statement[0]?.token ?? '',
          )
        ) {
          const equals = statement.findIndex(part => part.token === '=');
          if (equals > 0) record(statement[equals - 1]);
        }
        statement = [];
        break;
      }
      default:
        statement.push({ token, line: tokens.line });
    }
  }
  return lines;
}
