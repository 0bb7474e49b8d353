import type { Match } from './secrets';

/** A form by which a token is known. Every expression is linear: bounded repetitions, no nested ones. */
interface TokenRule {
  readonly rule: string;
  readonly what: string;
  /** A piece that every match contains: the expression is tried only where it occurs. */
  readonly contains: string;
  readonly form: RegExp;
  readonly kind?: 'password-hash';
}

const RULES: readonly TokenRule[] = [
  {
    rule: 'google-api-key',
    what: 'an API key of Google',
    contains: 'AIza',
    form: /\bAIza[\w-]{35}/g,
  },
  {
    rule: 'google-oauth-secret',
    what: 'an OAuth client secret of Google',
    contains: 'GOCSPX-',
    form: /\bGOCSPX-[\w-]{28}/g,
  },
  {
    rule: 'google-oauth-token',
    what: 'an OAuth token of Google',
    contains: 'ya29.',
    form: /\bya29\.[\w-]{30,400}/g,
  },
  {
    rule: 'aws-access-key',
    what: 'an access key id of AWS',
    contains: 'AK',
    form: /\bAKIA(?![A-Z0-9]{9}EXAMPLE\b)[A-Z2-7]{16}\b/g,
  },
  {
    rule: 'github-token',
    what: 'a token of GitHub',
    contains: 'gh',
    form: /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/g,
  },
  {
    rule: 'github-fine-grained-token',
    what: 'a token of GitHub',
    contains: 'github_pat_',
    form: /\bgithub_pat_\w{40,255}\b/g,
  },
  {
    rule: 'gitlab-token',
    what: 'a token of GitLab',
    contains: 'gl',
    form: /\bgl(?:pat|dt|rt|ptt|soat|cbt|ft|agent|oas)-[\w-]{20,64}/g,
  },
  {
    rule: 'npm-token',
    what: 'a token of npm',
    contains: 'npm_',
    form: /\bnpm_[A-Za-z0-9]{36}\b/g,
  },
  {
    rule: 'pypi-token',
    what: 'a token of PyPI',
    contains: 'pypi-AgEI',
    form: /\bpypi-AgEI[\w-]{50,400}/g,
  },
  {
    rule: 'docker-token',
    what: 'a token of Docker Hub',
    contains: 'dckr_',
    form: /\bdckr_(?:pat|oat)_[\w-]{20,64}/g,
  },
  {
    rule: 'slack-token',
    what: 'a token of Slack',
    contains: 'xox',
    form: /\bxox[abeoprs]-[\w-]{10,250}/g,
  },
  {
    rule: 'slack-app-token',
    what: 'an app token of Slack',
    contains: 'xapp-',
    form: /\bxapp-\d-[\w-]{20,200}/g,
  },
  {
    rule: 'slack-webhook',
    what: 'a webhook of Slack',
    contains: 'hooks.slack.com',
    form: /hooks\.slack\.com\/(?:services|workflows)\/[\w/-]{20,120}/g,
  },
  {
    rule: 'discord-webhook',
    what: 'a webhook of Discord',
    contains: '/api/webhooks/',
    form: /discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[\w-]{50,90}/g,
  },
  {
    rule: 'teams-webhook',
    what: 'a webhook of Microsoft Teams',
    contains: 'webhook.office.com',
    form: /webhook\.office\.com\/webhookb2\/[\w@/-]{60,250}/g,
  },
  {
    rule: 'stripe-key',
    what: 'a key of Stripe',
    contains: '_live_',
    form: /\b[rs]k_live_[A-Za-z0-9]{16,250}/g,
  },
  {
    rule: 'openai-key',
    what: 'a key of a model provider',
    contains: 'sk-',
    form: /\bsk-(?:proj-|svcacct-|admin-|ant-\w{3,8}-|or-v1-)?[A-Za-z0-9_-]{32,220}\b/g,
  },
  {
    rule: 'azure-account-key',
    what: 'an account key of Azure',
    contains: 'AccountKey=',
    form: /(?<!devstoreaccount1;)AccountKey=[A-Za-z0-9+/]{40,100}={0,2}/g,
  },
  {
    rule: 'azure-shared-key',
    what: 'a shared access key of Azure',
    contains: 'SharedAccessKey=',
    form: /SharedAccessKey=[A-Za-z0-9+/]{40,60}={0,2}/g,
  },
  {
    rule: 'azure-sas',
    what: 'a shared access signature of Azure',
    contains: 'sig=',
    form: /[?&]sig=[A-Za-z0-9%+/]{40,100}/g,
  },
  {
    rule: 'azure-client-secret',
    what: 'a client secret of Entra',
    contains: 'Q~',
    form: /\b[\w.~-]{3}\dQ~[\w.~-]{31,34}/g,
  },
  {
    rule: 'digitalocean-token',
    what: 'a token of DigitalOcean',
    contains: '_v1_',
    form: /\bdo[opr]_v1_[0-9a-f]{64}\b/g,
  },
  {
    rule: 'vault-token',
    what: 'a token of Vault',
    contains: 'hv',
    form: /\bhv[sbr]\.[\w-]{24,400}/g,
  },
  {
    rule: 'terraform-token',
    what: 'a token of Terraform Cloud',
    contains: '.atlasv1.',
    form: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,80}/g,
  },
  {
    rule: 'twilio-key',
    what: 'a key of Twilio',
    contains: 'SK',
    form: /\bSK[0-9a-f]{32}\b/g,
  },
  {
    rule: 'sendgrid-key',
    what: 'a key of SendGrid',
    contains: 'SG.',
    form: /\bSG\.[\w-]{20,24}\.[\w-]{39,50}/g,
  },
  {
    rule: 'mailgun-key',
    what: 'a key of Mailgun',
    contains: 'key-',
    form: /\bkey-[0-9a-f]{32}\b/g,
  },
  {
    rule: 'telegram-token',
    what: 'a token of a Telegram bot',
    contains: ':AA',
    form: /\b\d{8,10}:AA[\w-]{33}\b/g,
  },
  {
    rule: 'grafana-token',
    what: 'a token of Grafana',
    contains: 'gl',
    form: /\bgl(?:sa|c)_[\w=-]{32,200}/g,
  },
  {
    rule: 'new-relic-key',
    what: 'a key of New Relic',
    contains: 'NRAK-',
    form: /\bNRAK-[A-Z0-9]{27}\b/g,
  },
  {
    rule: 'age-key',
    what: 'a key of age',
    contains: 'AGE-SECRET-KEY-1',
    form: /\bAGE-SECRET-KEY-1[0-9A-Z]{58}/g,
  },
  {
    rule: 'kubeadm-token',
    what: 'a bootstrap token of Kubernetes',
    contains: 'token',
    form: /(?<=token["']?[:=\s]{1,3}["']?)[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  },
  {
    rule: 'jwt',
    what: 'a signed token (JWT)',
    contains: 'eyJ',
    form: /\beyJ[\w-]{10,4000}\.eyJ[\w-]{2,8000}\.[\w-]{16,2000}/g,
  },
  {
    rule: 'jwe',
    what: 'an encrypted token (JWE)',
    contains: 'eyJ',
    form: /\beyJ[\w-]{10,4000}\.[\w-]{0,800}\.[\w-]{10,40}\.[\w-]{2,8000}\.[\w-]{16,64}\b/g,
  },
  {
    rule: 'bearer-header',
    what: 'a header with a token',
    contains: 'earer ',
    form: /\bAuthorization["']?\s{0,4}[:=,]\s{0,4}["'`]?Bearer [\w.~+/-]{20,4000}/gi,
  },
  {
    rule: 'basic-header',
    what: 'a header with a password',
    contains: 'asic ',
    form: /\bAuthorization["']?\s{0,4}[:=,]\s{0,4}["'`]?Basic [A-Za-z0-9+/]{8,400}={0,2}/gi,
  },
  {
    rule: 'docker-auth',
    what: 'a login of a container registry',
    contains: '"auth"',
    form: /"auth"\s{0,4}:\s{0,4}"[A-Za-z0-9+/]{8,400}={0,2}"/g,
  },
  {
    rule: 'bcrypt',
    what: 'a bcrypt hash of a password',
    contains: '$2',
    form: /\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}/g,
    kind: 'password-hash',
  },
  {
    rule: 'argon2',
    what: 'an Argon2 hash of a password',
    contains: '$argon2',
    form: /\$argon2(?:id|i|d)\$v=\d+\$[^\s"']{20,200}/g,
    kind: 'password-hash',
  },
  {
    rule: 'scrypt',
    what: 'a scrypt hash of a password',
    contains: '$scrypt',
    form: /\$scrypt\$[^\s"']{20,200}/g,
    kind: 'password-hash',
  },
  {
    rule: 'crypt',
    what: 'a hash of a password',
    contains: '$',
    form: /\$(?:apr1|1|5|6|y)\$[./A-Za-z0-9=]{2,40}\$(?:[./A-Za-z0-9]{1,40}\$)?[./A-Za-z0-9]{22,90}/g,
    kind: 'password-hash',
  },
  {
    rule: 'scram',
    what: 'a SCRAM verifier of a password',
    contains: 'SCRAM-SHA-',
    form: /SCRAM-SHA-(?:1|256)\$\d+:[A-Za-z0-9+/=]{8,60}\$[A-Za-z0-9+/=:]{40,140}/g,
    kind: 'password-hash',
  },
  {
    rule: 'ldap-hash',
    what: 'a hash of a password',
    contains: 'SHA',
    form: /\{S?SHA(?:256|512)?\}[A-Za-z0-9+/]{27,140}={0,2}/g,
    kind: 'password-hash',
  },
  {
    rule: 'django-hash',
    what: 'a hash of a password',
    contains: 'pbkdf2',
    form: /\bpbkdf2[_:-]sha\d{1,3}[$:]\d+[$:][\w+/=.-]{6,60}[$:][A-Za-z0-9+/=]{20,140}/g,
    kind: 'password-hash',
  },
];

/** One character many times: the place of a token, not a token. */
const FILLED = /([^=])\1{7,}/;

/** Whether the first part of a JWT is a header: JSON with an algorithm. */
function isJwtHeader(token: string): boolean {
  try {
    const header: unknown = JSON.parse(
      Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString(),
    );
    return typeof header === 'object' && header !== null && 'alg' in header;
  } catch {
    return false;
  }
}

/** Tokens that tell their issuer, and hashes of passwords. */
export function issuedTokens(text: string): Match[] {
  return RULES.flatMap(({ rule, what, contains, form, kind }) => {
    if (!text.includes(contains)) return [];
    return [...text.matchAll(form)].flatMap(({ 0: value, index }) =>
      (value.startsWith('eyJ') && !isJwtHeader(value)) || FILLED.test(value)
        ? []
        : [
            {
              kind: kind ?? ('issued-token' as const),
              rule,
              what,
              start: index,
              end: index + value.length,
            },
          ],
    );
  });
}
