import type { Edit, Mutant } from './mutant';

const file = 'identity/realm.json';

const userProfile = {
  attributes: [
    {
      name: 'email',
      permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] },
    },
    { name: 'tenantId', permissions: { view: ['admin'], edit: ['admin'] } },
  ],
};

const client = {
  clientId: 'orders-web',
  enabled: true,
  publicClient: true,
  standardFlowEnabled: true,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  fullScopeAllowed: false,
  redirectUris: ['https://app.ameide.example/callback'],
  webOrigins: ['https://app.ameide.example'],
  attributes: { 'pkce.code.challenge.method': 'S256' },
  protocolMappers: [
    {
      name: 'tenant',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-usermodel-attribute-mapper',
      config: { 'user.attribute': 'tenantId', 'claim.name': 'tenantId' },
    },
    {
      name: 'audience',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-audience-mapper',
      config: { 'included.client.audience': 'orders' },
    },
  ],
};

/** A realm as a good service brings it along. */
const realm = {
  realm: 'orders',
  enabled: true,
  sslRequired: 'external',
  registrationAllowed: false,
  verifyEmail: true,
  loginWithEmailAllowed: true,
  bruteForceProtected: true,
  failureFactor: 10,
  accessTokenLifespan: 300,
  revokeRefreshToken: true,
  refreshTokenMaxReuse: 0,
  defaultSignatureAlgorithm: 'RS256',
  clients: [client],
  users: [
    {
      username: 'service-account-orders',
      serviceAccountClientId: 'orders',
      clientRoles: { catalog: ['service'] },
    },
  ],
  components: {
    'org.keycloak.userprofile.UserProfileProvider': [
      {
        providerId: 'declarative-user-profile',
        config: { 'kc.user.profile.config': [JSON.stringify(userProfile)] },
      },
    ],
  },
};

type Realm = typeof realm;

const written = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

const given: Readonly<Record<string, Edit>> = { [file]: written(realm) };

function mutant(
  id: string,
  title: string,
  control: string,
  change: (good: Realm) => object,
): Mutant {
  return {
    id,
    title,
    caseName: 'orders',
    given,
    edits: { [file]: () => written(change(structuredClone(realm))) },
    caughtBy: { control },
  };
}

const withClient = (change: object) => (good: Realm) => ({
  ...good,
  clients: [{ ...client, ...change }],
});

/** Sabotages of the realm of a service's identity provider. */
export const identityMutants: readonly Mutant[] = [
  mutant(
    'redirect-with-a-wildcard',
    'a code may be sent anywhere below an address',
    'IDP-01',
    withClient({ redirectUris: ['https://app.ameide.example/*'] }),
  ),
  mutant(
    'origin-of-everybody',
    'every page may ask for tokens',
    'IDP-01',
    withClient({ webOrigins: ['*'] }),
  ),
  mutant(
    'password-grant',
    'a client may send passwords',
    'IDP-02',
    withClient({ directAccessGrantsEnabled: true }),
  ),
  mutant(
    'code-without-proof',
    'a code is good for whoever has it',
    'IDP-03',
    withClient({ attributes: {} }),
  ),
  mutant(
    'tenant-that-its-user-edits',
    'users may edit the attribute that their tenant comes from',
    'IDP-04',
    good => ({
      ...good,
      components: JSON.parse(
        JSON.stringify(good.components).replace(
          String.raw`{\"view\":[\"admin\"],\"edit\":[\"admin\"]}`,
          String.raw`{\"view\":[\"admin\"],\"edit\":[\"admin\",\"user\"]}`,
        ),
      ),
    }),
  ),
  mutant(
    'tenant-from-the-request',
    'the tenant is whatever the request for a token asks for',
    'IDP-04',
    withClient({
      protocolMappers: [
        {
          name: 'tenant',
          protocolMapper: 'oidc-claims-param-token-mapper',
          config: { 'claim.name': 'tenantId' },
        },
        client.protocolMappers[1],
      ],
    }),
  ),
  mutant(
    'token-for-everybody',
    'tokens name no audience',
    'IDP-05',
    withClient({ protocolMappers: [client.protocolMappers[0]] }),
  ),
  mutant(
    'service-that-manages-users',
    'the service account manages the users of the realm',
    'IDP-06',
    good => ({
      ...good,
      users: [
        {
          ...good.users[0],
          clientRoles: { 'realm-management': ['manage-users'] },
        },
      ],
    }),
  ),
  mutant(
    'every-role-in-every-token',
    'a client carries every role of whoever signs in',
    'IDP-06',
    withClient({ fullScopeAllowed: true }),
  ),
  mutant(
    'passwords-can-be-tried',
    'wrong passwords cost nothing',
    'IDP-07',
    good => ({ ...good, bruteForceProtected: false }),
  ),
  mutant('token-of-a-week', 'access tokens last a week', 'IDP-08', good => ({
    ...good,
    accessTokenLifespan: 604_800,
  })),
  mutant(
    'known-client-secret',
    'a client comes with a secret that everybody knows',
    'IDP-09',
    withClient({ publicClient: false, secret: 'orders' }),
  ),
  mutant(
    'address-of-somebody-else',
    'people register with an address that nobody verifies',
    'IDP-10',
    good => ({ ...good, registrationAllowed: true, verifyEmail: false }),
  ),
  mutant(
    'tokens-with-a-shared-key',
    'tokens are signed with a key that services share',
    'IDP-11',
    good => ({ ...good, defaultSignatureAlgorithm: 'HS256' }),
  ),
];
