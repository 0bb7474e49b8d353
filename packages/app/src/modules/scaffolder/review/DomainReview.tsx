import { useMemo } from 'react';
import { Alert } from '@backstage/ui';
import { contractOf, promisesOf } from '@ameide/generator/inputs';
import { allProblems, validInput } from '../fields/input-problems';
import { entitiesOf } from '../preview/entities';
import { DryRunFiles } from '../preview/DryRunFiles';
import { useDryRun } from '../preview/use-dry-run';
import type { ControllerViewProps } from '../wizard/controller-view';
import { EntityTable } from './EntityTable';
import { ServiceFacts } from './ServiceFacts';
import styles from './review.module.css';

/** All that is about to be made, and what the template promises for it. */
export function DomainReview({ templateRef, formData }: ControllerViewProps) {
  const input = validInput(formData);
  const problems = allProblems(formData);
  const entities = useMemo(() => entitiesOf(formData), [formData]);
  const run = useDryRun(templateRef, input && formData);
  if (input === undefined) {
    return (
      <Alert
        status="danger"
        icon
        title="This description cannot be made into a service"
        description={
          <ul>
            {problems.map(({ path, message }) => (
              <li key={`${path}: ${message}`}>
                {path}: {message}
              </li>
            ))}
          </ul>
        }
      />
    );
  }
  return (
    <div className={styles.review}>
      {run?.state === 'refused' ? (
        <Alert
          status="danger"
          icon
          role="alert"
          title="The service would not be made"
          description={run.reason}
        />
      ) : null}
      <section aria-labelledby="review-service">
        <h3 id="review-service">Service</h3>
        <ServiceFacts
          input={input}
          protoPackage={contractOf(input).protoPackage}
        />
      </section>
      <section aria-labelledby="review-data">
        <h3 id="review-data">Data</h3>
        {entities.map(entity => (
          <EntityTable key={entity.name} entity={entity} />
        ))}
      </section>
      <section aria-labelledby="review-promises">
        <h3 id="review-promises">What the template promises</h3>
        <ul className={styles.promises}>
          {promisesOf(input).map(promise => (
            <li key={promise}>{promise}</li>
          ))}
        </ul>
        <p className={styles.note}>
          The service keeps this list in .ameide/scaffold.json.
        </p>
      </section>
      <section aria-labelledby="review-files">
        <h3 id="review-files">Files to come</h3>
        {run ? <DryRunFiles run={run} /> : null}
      </section>
    </div>
  );
}
