import { isObject, textOf } from '../aggregates/document';
import { TextListControl } from '../controls/TextListControl';
import { problemsWithin } from './input-problems';
import { propertySchema } from './property-schema';
import type { PropertyProps } from './property';

/** The services that this one calls. */
export function DependenciesProperty(props: PropertyProps) {
  const { property, problems, value } = props;
  const entries = Array.isArray(value) ? value : [];
  return (
    <TextListControl
      path={property}
      label={props.title}
      entry="service"
      placeholder="catalog"
      hint={propertySchema(property).description}
      values={entries.map(entry =>
        textOf(isObject(entry) ? entry.service : entry),
      )}
      entryPath={index => `${property}[${index}].service`}
      problemsAt={path =>
        path === property
          ? problems.filter(problem => problem.path === property)
          : problemsWithin(problems, path.replace(/\.service$/, ''))
      }
      onLeave={props.onLeave}
      onChange={services =>
        props.onChange(
          services.length > 0
            ? services.map(service => ({ service }))
            : undefined,
        )
      }
    />
  );
}
