import type { ReactNode } from 'react';
import type { DomainInput } from '@ameide/generator/inputs';
import styles from './review.module.css';

/** What a description says beside its data, a line each. */
export function ServiceFacts(props: {
  readonly input: DomainInput;
  readonly protoPackage: string;
}) {
  const { input } = props;
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Service id', input.service],
    ['Owner', input.owner],
    ['System', input.system],
    ['Description', input.description],
    ['Package of the contract', props.protoPackage],
    [
      'Contract',
      input.proto === undefined ? 'made from the aggregates' : 'given',
    ],
    [
      'Origin',
      input.origin.type === 'tenant'
        ? `tenant ${input.origin.tenantId}, SKU ${input.origin.sku}`
        : 'platform',
    ],
    ['Database plans', input.databasePlans.join(', ')],
    [
      'Dependencies',
      input.dependencies.map(({ service }) => service).join(', ') || 'none',
    ],
    [
      'To the knowledge graph',
      input.projections
        .map(({ aggregate, fields }) => `${aggregate}: ${fields.join(', ')}`)
        .join('; ') || 'nothing',
    ],
    ['Exposure', [input.exposure, ...(input.corsOrigins ?? [])].join(', ')],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
