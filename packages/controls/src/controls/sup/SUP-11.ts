import { defineControl } from '../../control/control';
import { secretName } from '../../facts/secrets/secret-names';

/** Names of what ARG or ENV sets; the old form `ENV NAME value` too. */
function namesSetBy(words: readonly string[]): string[] {
  const [first = ''] = words;
  return first.includes('=') || words.length === 1
    ? words.map(word => word.split('=')[0] ?? '')
    : [first];
}

const CREDENTIAL_FILE =
  /(?:^|\/)(?:\.env(?:\.[\w-]+)?|\.netrc|\.git-credentials|id_(?:rsa|ed25519|ecdsa)|\.docker|\.aws|\.kube|\.ssh)(?:\/|$)|\.(?:key|p12|pfx|jks|kdbx|kubeconfig)$/;

export default defineControl({
  id: 'SUP-11',
  title: 'No secret gets into an image',
  layer: 'platform',
  severity: 'high',
  source: {
    sections: ['§5.2'],
    standards: ['CIS Docker 1.6.0 4.10', 'OWASP CICD-SEC-6'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'Build arguments, variables and layers stay in an image: whoever can pull it can read them, even when a later layer deletes the file.',
  remediation:
    'Hand a secret to one command with RUN --mount=type=secret, and to the service as a mounted file.',
  needs: ['supply'],
  evaluate: ({ supply }) =>
    supply.dockerfiles.length === 0
      ? { notApplicable: 'There is no Dockerfile.' }
      : supply.dockerfiles.flatMap(({ file, globals, stages }) => [
          ...[...globals.keys()]
            .filter(name => secretName(name) !== undefined)
            .map(name => ({
              message: `The build argument ${name} stays readable in the image's history.`,
              file,
              subject: `global ARG ${name}`,
            })),
          ...stages.flatMap(({ instructions }, stage) =>
            instructions.flatMap(({ keyword, words, line }) => {
              if (keyword === 'ARG' || keyword === 'ENV') {
                return namesSetBy(words)
                  .filter(
                    name =>
                      secretName(name) !== undefined &&
                      !/_FILE$|_PATH$/i.test(name),
                  )
                  .map(name => ({
                    message: `${keyword} ${name} stays readable in the image.`,
                    file,
                    line,
                    subject: `${keyword} ${name} of stage ${stage}`,
                  }));
              }
              if (keyword !== 'COPY' && keyword !== 'ADD') return [];
              return words
                .slice(0, -1)
                .filter(word => CREDENTIAL_FILE.test(word))
                .map(word => ({
                  message: `${word} is copied into a layer.`,
                  file,
                  line,
                  subject: `${keyword} ${word} of stage ${stage}`,
                }));
            }),
          ),
        ]),
});
