import { defineControl } from '../../control/control';
import { workloadsOf } from '../../facts/manifests/workload';
import { placeAt, textAt } from '../../facts/manifests/yaml/node';
import { accountNamed, accountOf } from './accounts';
import { inEachWorkload } from './in-each-workload';

export default defineControl({
  id: 'POD-11',
  title: 'Every workload runs as a service account of its own',
  layer: 'infra',
  severity: 'medium',
  source: {
    sections: ['§2.3', '§8.2'],
    standards: ['CIS Kubernetes Benchmark 1.8 5.1.5'],
  },
  appliesTo: ['domain', 'process', 'agent'],
  rationale:
    'What shares an account cannot be told apart, and what one of them is allowed, all of them are.',
  remediation:
    'Give each workload a ServiceAccount in the same set of manifests and name it in serviceAccountName.',
  needs: ['manifests'],
  evaluate: ({ manifests }) =>
    inEachWorkload(manifests, (workload, set) => {
      const { title, pod } = workload;
      const account = accountOf(workload);
      const name = textAt(account);
      const problem = (message: string) => [
        {
          place: account?.place ?? placeAt(pod, 'serviceAccountName'),
          subject: `${title} account`,
          message: `${title}: ${message}`,
        },
      ];
      if (name === undefined || name === '' || name === 'default') {
        return problem("runs as the namespace's default account");
      }
      if (accountNamed(set, name) === undefined) {
        return problem(
          `runs as ${name}, an account that is not deployed with it`,
        );
      }
      const first = workloadsOf(set.manifests).find(
        other => textAt(accountOf(other)) === name,
      );
      return first === undefined || first.title === title
        ? []
        : problem(`shares the account ${name} with ${first.title}`);
    }),
});
