import { createFrontendModule } from '@backstage/frontend-plugin-api';
import {
  createFormField,
  FormFieldBlueprint,
} from '@backstage/plugin-scaffolder-react/alpha';
import { controllerInputField } from './fields/ControllerInputField';
import { templatesPage } from './wizard/templates-page';

/** The form of the templates of this repository. */
export const scaffolderModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    FormFieldBlueprint.make({
      name: 'ameide-controller-input',
      // Also for the pages where templates are tried out.
      params: {
        field: async () => {
          const { name, component, validation } = controllerInputField;
          return createFormField({ name, component, validation });
        },
      },
    }),
    templatesPage,
  ],
});
