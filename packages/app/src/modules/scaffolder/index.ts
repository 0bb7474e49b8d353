import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';
import { controllerInputField } from './ControllerInputField';

/** Form fields of the templates of this repository. */
export const scaffolderModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    FormFieldBlueprint.make({
      name: 'ameide-controller-input',
      params: { field: async () => controllerInputField },
    }),
  ],
});
