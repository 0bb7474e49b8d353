/** Files that exist to hold credentials, by their name. A template of one holds none. */
const NAMES: readonly { readonly form: RegExp; readonly what: string }[] = [
  {
    form: /^\.env(?:\.(?!example$|sample$|template$|dist$|schema$)[\w.-]+)?$/,
    what: 'a file of environment variables',
  },
  { form: /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/, what: 'a private SSH key' },
  {
    form: /\.(?:p12|pfx|jks|jceks|keystore|bcfks|kdbx|ppk)$/i,
    what: 'a key store',
  },
  { form: /^\.?htpasswd$/, what: 'a file of passwords' },
  {
    form: /^[._](?:netrc|pgpass|git-credentials|dockercfg|my\.cnf|s3cfg|boto)$/,
    what: 'a file of logins',
  },
  {
    form: /^(?:kubeconfig|.+\.kubeconfig)(?:\.ya?ml)?$/,
    what: 'credentials of a cluster',
  },
  {
    form: /\.tfstate(?:\.backup)?$/,
    what: 'the state of Terraform, which holds what it has made',
  },
  {
    form: /^(?:client_secrets?|service[-_]account(?:[-_]key)?|credentials)(?:[-_.][\w.-]+)?\.json$/,
    what: 'credentials of an account',
  },
];

/** What a file is by its name, if it is one that holds credentials. */
export function credentialFile(file: string): string | undefined {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (
    /(?:^|\/)\.(?:docker\/config\.json|aws\/credentials|kube\/config)$/.test(
      file,
    )
  ) {
    return 'a file of logins';
  }
  return NAMES.find(({ form }) => form.test(base))?.what;
}

/** Archives and encrypted containers, by their first bytes: what they hold cannot be looked through. */
const CONTAINERS: readonly {
  readonly bytes: readonly number[];
  readonly what: string;
}[] = [
  { bytes: [0x1f, 0x8b], what: 'a gzip archive' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a zip archive' },
  { bytes: [0x42, 0x5a, 0x68], what: 'a bzip2 archive' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'an xz archive' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], what: 'a zstandard archive' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7z archive' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a rar archive' },
];

/** What kind of archive bytes are. */
export function archiveKind(content: Uint8Array): string | undefined {
  return CONTAINERS.find(({ bytes }) =>
    bytes.every((byte, index) => content[index] === byte),
  )?.what;
}

/** Whether a file is a key store by its content: a PKCS#12 or a Java key store. */
export function isKeyStore(content: Uint8Array): boolean {
  const bytes = Buffer.from(content.subarray(0, 64));
  return (
    bytes.subarray(0, 4).equals(Buffer.from([0xfe, 0xed, 0xfe, 0xed])) ||
    // SEQUENCE { INTEGER 3, ...: a PFX of version 3
    (bytes[0] === 0x30 &&
      bytes.subarray(1, 8).includes(Buffer.from([0x02, 0x01, 0x03, 0x30])))
  );
}
