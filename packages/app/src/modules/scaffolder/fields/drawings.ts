import type { ComponentType } from 'react';
import { AggregatesProperty } from './AggregatesProperty';
import { ChoiceProperty } from './ChoiceProperty';
import { CorsOriginsProperty } from './CorsOriginsProperty';
import { DatabasePlansProperty } from './DatabasePlansProperty';
import { DependenciesProperty } from './DependenciesProperty';
import { OriginProperty } from './OriginProperty';
import { ProjectionsProperty } from './ProjectionsProperty';
import type { PropertyProps } from './property';
import { ProtoProperty } from './ProtoProperty';
import { TextProperty } from './TextProperty';

/** How each property of a description is drawn. */
export const DRAWINGS: Readonly<Record<string, ComponentType<PropertyProps>>> =
  {
    service: TextProperty,
    owner: TextProperty,
    system: TextProperty,
    description: TextProperty,
    aggregates: AggregatesProperty,
    proto: ProtoProperty,
    origin: OriginProperty,
    databasePlans: DatabasePlansProperty,
    dependencies: DependenciesProperty,
    projections: ProjectionsProperty,
    exposure: ChoiceProperty,
    corsOrigins: CorsOriginsProperty,
  };
