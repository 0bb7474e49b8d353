import { textOf } from '../aggregates/document';
import { TextListControl } from '../controls/TextListControl';
import { problemsWithin } from './input-problems';
import type { PropertyProps } from './property';

/** The web origins that may call, once browsers may. */
export function CorsOriginsProperty(props: PropertyProps) {
  const { property, problems, value } = props;
  if (value === undefined && props.formData.exposure !== 'platform-ui') {
    return null;
  }
  const values = Array.isArray(value) ? value.map(textOf) : [];
  return (
    <TextListControl
      path={property}
      label={props.title}
      entry="web origin"
      placeholder="https://app.example.com"
      hint="They may call the service from a browser."
      values={values}
      problemsAt={path =>
        path === property
          ? problems.filter(problem => problem.path === property)
          : problemsWithin(problems, path)
      }
      onLeave={props.onLeave}
      onChange={entered =>
        props.onChange(entered.length > 0 ? entered : undefined)
      }
    />
  );
}
