import LockIcon from '@material-ui/icons/LockOutlined';
import type { Entity, EntityField } from '../preview/entities';
import styles from './review.module.css';

/** One aggregate and its fields as a table. */
export function EntityTable({ entity }: { readonly entity: Entity }) {
  return (
    // A wide table moves sideways by itself, with the keyboard too.
    <div
      className={styles.scroll}
      role="region"
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      aria-label={entity.name}
    >
      <table className={styles.table}>
        <caption>
          <strong>{entity.name}</strong>
          {entity.description ? <span> {entity.description}</span> : null}
          {entity.tenantWideList ? (
            <span> Administrators can list it across the whole tenant.</span>
          ) : null}
        </caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Presence</th>
            <th scope="col">Classification</th>
            <th scope="col">Limits</th>
          </tr>
        </thead>
        <tbody>
          {entity.fields.map(field => (
            <tr key={field.name}>
              <th scope="row">{field.name}</th>
              <td>
                {field.type === 'reference' ? `→ ${field.target}` : field.type}
              </td>
              <td>{presenceOf(field)}</td>
              <td>
                <Classification value={field.classification} />
              </td>
              <td>
                {[...field.limits, field.description]
                  .filter(Boolean)
                  .join('; ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function presenceOf(field: EntityField): string {
  const presence = field.required ? 'required' : 'optional';
  return field.unique ? `${presence}, unique` : presence;
}

function Classification({ value }: { readonly value: string }) {
  const stays = value === 'confidential' || value === 'personal';
  return (
    <span className={stays ? styles.sensitive : undefined}>
      {stays ? <LockIcon fontSize="inherit" aria-hidden /> : null}
      {value}
    </span>
  );
}
