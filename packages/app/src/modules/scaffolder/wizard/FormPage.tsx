import type { JsonObject } from '@backstage/types';
import type { ObjectFieldTemplateProps } from '@rjsf/utils';
import type { ControllerView } from './controller-view';
import { CopyLink } from './CopyLink';
import styles from './wizard.module.css';

/** What every part of the form can see. */
export interface ControllerFormContext {
  readonly view: ControllerView;
  readonly templateRef: string;
  /** Added by the wizard of Backstage. */
  readonly formData?: JsonObject;
}

/** One page of the form: its properties, and on one of them the preview. */
export function FormPage(props: ObjectFieldTemplateProps) {
  const {
    view,
    templateRef,
    formData = {},
  } = props.formContext as ControllerFormContext;
  const hasPreview = props.properties.some(
    ({ name }) => name === view.previewAfter,
  );
  return (
    <div className={styles.page}>
      {props.description ? (
        <p className={styles.description}>{props.description}</p>
      ) : null}
      <div className={hasPreview ? styles.withPreview : styles.columns}>
        <div className={styles.properties}>
          {props.properties.map(({ content }) => content)}
        </div>
        {hasPreview ? (
          <view.Preview templateRef={templateRef} formData={formData} />
        ) : null}
      </div>
      <CopyLink formData={formData} />
    </div>
  );
}
