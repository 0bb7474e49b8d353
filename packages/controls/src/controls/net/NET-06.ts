import { defineControl } from '../../control/control';
import {
  inEachSet,
  type ManifestProblem,
} from '../../facts/manifests/manifest-findings';
import { nameOf, type Manifest } from '../../facts/manifests/manifest';
import { textsWithin } from '../../facts/manifests/yaml/node';

/** Domains at which models are offered. */
const MODEL_HOSTS = [
  'openai.com',
  'openai.azure.com',
  'anthropic.com',
  'generativelanguage.googleapis.com',
  'aiplatform.googleapis.com',
  'cognitiveservices.azure.com',
  'mistral.ai',
  'cohere.ai',
  'cohere.com',
  'groq.com',
  'deepseek.com',
  'x.ai',
  'openrouter.ai',
  'perplexity.ai',
  'together.xyz',
  'together.ai',
  'replicate.com',
  'huggingface.co',
  'fireworks.ai',
  'bedrock-runtime.amazonaws.com',
];
/** Programs that serve models inside a cluster, as hosts, labels and namespaces name them. */
const MODEL_SERVERS =
  /(?:^|[-.])(?:ollama|vllm|litellm|llama-?cpp|tgi|text-generation-inference|openai|anthropic|llm)(?:$|[-.])/;
const MODEL_KEYS =
  /^(?:OPENAI|ANTHROPIC|AZURE_OPENAI|MISTRAL|COHERE|GROQ|GEMINI|GOOGLE_GENERATIVE_AI|DEEPSEEK|OPENROUTER|HUGGINGFACE|HF|REPLICATE|TOGETHER)_(?:API_)?(?:KEY|TOKEN|BASE_URL|BASE|ENDPOINT)$/;

const HOST = /[a-z0-9](?:[a-z0-9-]{0,62}\.){1,10}[a-z]{2,24}/g;

function modelHostIn(text: string): string | undefined {
  if (text.length > 200_000) return undefined;
  const hosts = text.toLowerCase().match(HOST) ?? [];
  return hosts.find(
    host =>
      MODEL_HOSTS.some(known => host === known || host.endsWith(`.${known}`)) ||
      /^bedrock(?:-runtime)?\.[a-z0-9-]+\.amazonaws\.com$/.test(host),
  );
}

/** Parts of objects whose texts are names of somebody else. */
const NAMES_A_PEER = new Set([
  'matchLabels',
  'values',
  'externalName',
  'matchName',
  'matchPattern',
  'hosts',
  'backendRefs',
]);

function* modelsOf(manifest: Manifest): Generator<ManifestProblem> {
  const title = nameOf(manifest);
  const seen = new Set<string>();
  for (const { path, text, node } of textsWithin(manifest.root)) {
    const key = path[path.length - 1] ?? '';
    const host = modelHostIn(text);
    const server =
      path.some(part => NAMES_A_PEER.has(part)) && MODEL_SERVERS.test(text)
        ? text
        : undefined;
    const variable = key === 'name' && path.includes('env') ? text : key;
    const found =
      host ?? server ?? (MODEL_KEYS.test(variable) ? variable : undefined);
    if (found === undefined || seen.has(found)) continue;
    seen.add(found);
    yield {
      place: node.place,
      subject: `${title} model ${found}`,
      message: `${title} names ${found}: a way to a model that does not lead through the Agent domain`,
    };
  }
}

export default defineControl({
  id: 'NET-06',
  title: 'No manifest names a model: only the Agent domain reaches one',
  layer: 'agent',
  severity: 'high',
  source: {
    sections: ['§2.2', '§7.2'],
    standards: [],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'A model that is reached past the Agent domain has no prompt log, no limits and no filter, and puts chance into controllers that must be replayable.',
  remediation:
    'Remove the address, key or peer and ask an agent through the Agent domain.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachSet(manifests, set =>
      set.manifests.flatMap(manifest => [...modelsOf(manifest)]),
    ),
});
