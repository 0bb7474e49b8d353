import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { navModule } from './modules/nav';
import { scaffolderModule } from './modules/scaffolder';
import { sourcePlugin } from './modules/source/plugin';
import { viewSourceModule } from './modules/source/view-source';

export default createApp({
  features: [
    catalogPlugin,
    navModule,
    scaffolderModule,
    sourcePlugin,
    viewSourceModule,
  ],
});
