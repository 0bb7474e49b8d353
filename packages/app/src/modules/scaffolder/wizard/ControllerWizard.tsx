import { useCallback, useMemo, useState } from 'react';
import { Navigate, useNavigate } from 'react-router-dom';
import { useApi, useRouteRef } from '@backstage/frontend-plugin-api';
import type { JsonValue } from '@backstage/types';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import {
  scaffolderApiRef,
  SecretsContextProvider,
} from '@backstage/plugin-scaffolder-react';
import {
  Workflow,
  type ReviewStateProps,
} from '@backstage/plugin-scaffolder-react/alpha';
import { Alert, BgProvider } from '@backstage/ui';
import { controllerInputField } from '../fields/ControllerInputField';
import { PROPERTIES } from '../fields/property-schema';
import type { ControllerView } from './controller-view';
import { CopyLink } from './CopyLink';
import { FormPage, type ControllerFormContext } from './FormPage';
import { PlainField } from './PlainField';
import { prefillOf } from './prefill';
import { ProblemSummary } from './ProblemSummary';
import styles from './wizard.module.css';

const EXTENSIONS = [controllerInputField];
const UI_SCHEMA = {
  'ui:ObjectFieldTemplate': FormPage,
  'ui:ErrorListTemplate': ProblemSummary,
  ...Object.fromEntries(
    PROPERTIES.map(property => [property, { 'ui:FieldTemplate': PlainField }]),
  ),
};

/**
 * Backstage's own wizard with our pages, our summary of problems and our review
 * step, for the template of a controller.
 */
export function ControllerWizard(props: {
  readonly name: string;
  readonly view: ControllerView;
}) {
  const { name, view } = props;
  const templateRef = `template:default/${name}`;
  const scaffolder = useApi(scaffolderApiRef);
  const navigate = useNavigate();
  const listOfTemplates = useRouteRef(scaffolderPlugin.routes.root);
  const taskPage = useRouteRef(scaffolderPlugin.routes.ongoingTask);
  // Read once: what is typed counts from then on.
  const [{ formData, leftOut }] = useState(() =>
    prefillOf(window.location.search),
  );

  const onCreate = useCallback(
    async (values: Record<string, JsonValue>) => {
      const { taskId } = await scaffolder.scaffold({ templateRef, values });
      if (taskPage) navigate(taskPage({ taskId }));
    },
    [scaffolder, templateRef, taskPage, navigate],
  );
  const formProps = useMemo(() => {
    const formContext: ControllerFormContext = { view, templateRef };
    return { formContext, uiSchema: UI_SCHEMA };
  }, [view, templateRef]);
  const components = useMemo(
    () => ({
      ReviewStateComponent: ({ formState }: ReviewStateProps) => (
        <>
          <view.Review templateRef={templateRef} formData={formState} />
          <CopyLink formData={formState} />
        </>
      ),
    }),
    [view, templateRef],
  );

  return (
    <div className={styles.wizard}>
      {leftOut.length > 0 ? (
        <Alert
          status="warning"
          icon
          title="Not all of the link could be filled in"
          description={
            <ul>
              {leftOut.map(sentence => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          }
        />
      ) : null}
      <SecretsContextProvider>
        {/* The wizard's card is such a surface; buttons must be seen on it. */}
        <BgProvider bg="neutral-1">
          <Workflow
            namespace="default"
            templateName={name}
            initialState={formData as Record<string, JsonValue>}
            extensions={EXTENSIONS}
            components={components}
            formProps={formProps}
            onCreate={onCreate}
            onError={() => <Navigate to={listOfTemplates?.() ?? '/'} />}
          />
        </BgProvider>
      </SecretsContextProvider>
    </div>
  );
}
