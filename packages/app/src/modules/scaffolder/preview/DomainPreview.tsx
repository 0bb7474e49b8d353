import { useDeferredValue, useMemo, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from '@backstage/ui';
import type { ControllerViewProps } from '../wizard/controller-view';
import { entitiesOf } from './entities';
import { EntityDiagram } from './EntityDiagram';
import { FilesToCome } from './FilesToCome';
import styles from './preview.module.css';

/** What a described domain will be: its diagram, its files. */
export function DomainPreview({ templateRef, formData }: ControllerViewProps) {
  // Typing comes first; the preview follows.
  const described = useDeferredValue(formData);
  const entities = useMemo(() => entitiesOf(described), [described]);
  const [tab, setTab] = useState('diagram');
  return (
    <section className={styles.preview} aria-label="Preview">
      <Tabs selectedKey={tab} onSelectionChange={key => setTab(String(key))}>
        <TabList>
          <Tab id="diagram">Diagram</Tab>
          <Tab id="files">Files</Tab>
        </TabList>
        <TabPanel id="diagram">
          <EntityDiagram entities={entities} />
        </TabPanel>
        <TabPanel id="files">
          <FilesToCome templateRef={templateRef} formData={described} />
        </TabPanel>
      </Tabs>
    </section>
  );
}
