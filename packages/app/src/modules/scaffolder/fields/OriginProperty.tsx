import type { JsonObject } from '@backstage/types';
import { isObject, textOf } from '../aggregates/document';
import { RadioControl } from '../controls/RadioControl';
import { TextControl } from '../controls/TextControl';
import { problemsWithin } from './input-problems';
import type { PropertyProps } from './property';
import styles from '../controls/controls.module.css';

/** Whose the service is: the platform's, or one tenant's. */
export function OriginProperty(props: PropertyProps) {
  const { property, problems } = props;
  const given: JsonObject = isObject(props.value) ? props.value : {};
  const type = props.value === undefined ? 'platform' : textOf(given.type);
  const detail = (name: string, label: string, placeholder: string) => (
    <TextControl
      path={`${property}.${name}`}
      label={label}
      code
      placeholder={placeholder}
      value={textOf(given[name])}
      problems={problemsWithin(problems, `${property}.${name}`)}
      onLeave={props.onLeave}
      onChange={text => {
        const { [name]: _earlier, ...rest } = given;
        props.onChange(text === '' ? rest : { ...rest, [name]: text });
      }}
    />
  );
  const inDetails = ['tenantId', 'sku'].flatMap(name =>
    problemsWithin(problems, `${property}.${name}`),
  );
  const isTenant = type === 'tenant';
  return (
    <div>
      <RadioControl
        path={property}
        label={props.title}
        value={type}
        options={[
          { value: 'platform', label: 'platform: for every tenant' },
          {
            value: 'tenant',
            label: 'tenant: made for one tenant, in its own namespaces',
          },
        ]}
        problems={problems.filter(
          problem => !isTenant || !inDetails.includes(problem),
        )}
        onChange={chosen => props.onChange({ type: chosen })}
      />
      {isTenant ? (
        <div className={styles.nested}>
          {detail('tenantId', 'Tenant id', 'acme')}
          {detail('sku', 'SKU', 'crm-plus')}
        </div>
      ) : null}
    </div>
  );
}
