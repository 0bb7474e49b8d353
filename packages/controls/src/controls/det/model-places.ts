import ts from 'typescript';
import type { CodeFinding } from '../../facts/program/code-finding';
import { constantText } from '../../facts/program/constant-text';
import { runtimeFiles } from '../../facts/program/package-uses';
import type { Program } from '../../facts/program/program';
import { lineOf, nodesOf } from '../../facts/program/walk';
import type { Finding } from '../../control/control';
import type { SourceTree } from '../../source/source-tree';

/** Hosts of model providers and of their own keys. */
const HOST =
  /(?:^|[^\w.-])((?:[\w-]+\.)*(?:openai\.com|openai\.azure\.com|cognitiveservices\.azure\.com|services\.ai\.azure\.com|anthropic\.com|generativelanguage\.googleapis\.com|aiplatform\.googleapis\.com|bedrock(?:-runtime)?(?:-fips)?\.[\w-]+\.amazonaws\.com|mistral\.ai|cohere\.(?:ai|com)|groq\.com|x\.ai|deepseek\.com|perplexity\.ai|together\.(?:ai|xyz)|replicate\.com|fireworks\.ai|openrouter\.ai|huggingface\.co|ai21\.com|cerebras\.ai|voyageai\.com|stability\.ai|moonshot\.(?:ai|cn)|dashscope\.aliyuncs\.com|ollama\.(?:ai|com)))(?![\w-])/i;
const KEY =
  /\b((?:AZURE_)?OPENAI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE_(?:GENERATIVE_AI|AI)|VERTEX_AI|MISTRAL|COHERE|CO|GROQ|XAI|DEEPSEEK|PERPLEXITY|TOGETHER(?:_AI)?|REPLICATE|FIREWORKS|OPENROUTER|HUGGING_?FACE(?:HUB)?|HF|AI21|CEREBRAS|VOYAGE|OLLAMA|LITELLM|LLM|BEDROCK)_(?:API_KEY|API_TOKEN|TOKEN|KEY|HOST|BASE_URL|API_BASE|ENDPOINT|ORG(?:ANIZATION)?)\b/;
/** Paths that the interfaces of models share, whatever host they are at. */
const PATH =
  /\/v\d+(?:beta)?\/(?:chat\/completions|completions|messages\/batches|embeddings|responses)\b|:generateContent\b|\/api\/(?:chat|generate)\b/;

function sayOf(text: string): string | undefined {
  const host = HOST.exec(text)?.[1];
  if (host !== undefined)
    return `${host.toLowerCase()} is a provider of models`;
  const key = KEY.exec(text)?.[0];
  if (key !== undefined) return `${key} is for a model`;
  const path = PATH.exec(text)?.[0];
  return path === undefined ? undefined : `${path} is the interface of a model`;
}

const LONGEST_TEXT = 20_000;

/** Addresses and keys of models in the service's own code. */
export function modelsInCode(program: Program): readonly CodeFinding[] {
  return runtimeFiles(program).flatMap(({ source, globals }) => {
    const found: CodeFinding[] = [];
    const seen = new Set<ts.Node>();
    for (const node of nodesOf(source, ts.isImportDeclaration)) {
      if (seen.has(node.parent)) {
        seen.add(node);
        continue;
      }
      const isText =
        ts.isStringLiteralLike(node) ||
        ts.isTemplateExpression(node) ||
        (ts.isBinaryExpression(node) &&
          node.operatorToken.kind === ts.SyntaxKind.PlusToken) ||
        (ts.isCallExpression(node) && node.getText().includes('.join('));
      if (!isText) continue;
      const text =
        constantText(program.checker, node) ??
        (ts.isTemplateExpression(node) ? node.getText() : undefined);
      const says =
        text === undefined || text.length > LONGEST_TEXT
          ? undefined
          : sayOf(text);
      if (says !== undefined) {
        seen.add(node);
        found.push({ node, about: says, message: `${says}.` });
      }
    }
    for (const { name, members, node } of globals) {
      const key = name === 'process' && members[0] === 'env' && members[1];
      const says = key ? sayOf(key) : undefined;
      const isKnown = found.some(
        one => one.about === says && lineOf(one.node) === lineOf(node),
      );
      if (says !== undefined && !isKnown) {
        found.push({ node, about: says, message: `${says}.` });
      }
    }
    return found;
  });
}

const DEPLOYED =
  /\.ya?ml$|(^|\/)(Dockerfile[^/]*|Containerfile|\.env[^/]*)$|^(config|deploy)\/.*\.json$/;

/** The same in what is deployed. */
export function modelsInDeployment(tree: SourceTree): readonly Finding[] {
  const found: Finding[] = [];
  for (const [file, content] of tree.files) {
    if (!DEPLOYED.test(file) || content.byteLength > 1_000_000) continue;
    if (/(^|\/)(node_modules|dist|vendor|tools|test|tests)\//.test(file))
      continue;
    const seen = new Set<string>();
    new TextDecoder()
      .decode(content)
      .split('\n')
      .forEach((line, index) => {
        const says =
          /^\s*#/.test(line) || line.length > LONGEST_TEXT
            ? undefined
            : sayOf(line);
        if (says === undefined || seen.has(says)) return;
        seen.add(says);
        found.push({
          file,
          line: index + 1,
          message: `${says}.`,
          subject: says,
        });
      });
  }
  return found;
}
