import { markdownStructure } from './markdown-structure';
import { protoStructure } from './proto-structure';
import { sqlStructure } from './sql-structure';
import type { Structure } from './structure';
import { typescriptStructure } from './typescript-structure';
import { yamlStructure } from './yaml-structure';

/** Digests differ wherever the files they are of do. */
const DIGEST = /\b[0-9a-f]{64}\b/g;

/**
 * The structure of a generated file by the parser of its language. What has no
 * parser is compared line by line.
 *
 * @throws Error that names the file where the text is not of its language.
 */
export async function structureOf(
  path: string,
  text: string,
): Promise<Structure> {
  try {
    return await parsed(path, text);
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function parsed(path: string, text: string): Promise<Structure> {
  const ending = /\.([a-z]+)$/.exec(path)?.[1];
  switch (ending) {
    case 'yaml':
    case 'yml':
      return yamlStructure(text);
    case 'json':
      return JSON.parse(text.replace(DIGEST, 'digest')) as Structure;
    case 'ts':
    case 'js':
      return typescriptStructure(path, text);
    case 'sql':
      return sqlStructure(text);
    case 'proto':
      return protoStructure(text);
    case 'md':
      return markdownStructure(text);
    default:
      return text.replace(DIGEST, 'digest').split('\n');
  }
}
