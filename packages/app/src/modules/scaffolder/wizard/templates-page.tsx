import { Route, Routes } from 'react-router-dom';
import {
  BreadcrumbEntry,
  coreExtensionData,
} from '@backstage/frontend-plugin-api';
import scaffolderPlugin from '@backstage/plugin-scaffolder/alpha';
import { ControllerWizard } from './ControllerWizard';
import { CONTROLLER_VIEWS } from './controller-views';

/**
 * The page of templates, with a wizard of our own for those that are ours: the
 * one of Backstage offers no place for a review step. All other templates, and
 * the list of them, stay as they are.
 */
export const templatesPage = scaffolderPlugin
  .getExtension('sub-page:scaffolder/templates')
  .override({
    *factory(originalFactory) {
      const original = originalFactory();
      yield* original;
      yield coreExtensionData.reactElement(
        <Routes>
          {Object.entries(CONTROLLER_VIEWS).map(([name, view]) => (
            <Route
              key={name}
              path={`default/${name}`}
              element={
                <BreadcrumbEntry entry={{ label: name, href: '.' }}>
                  <ControllerWizard name={name} view={view} />
                </BreadcrumbEntry>
              }
            />
          ))}
          <Route
            path="*"
            element={original.get(coreExtensionData.reactElement)}
          />
        </Routes>,
      );
    },
  });
