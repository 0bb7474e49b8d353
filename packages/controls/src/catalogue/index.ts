export * from './control-metadata';
export * from './report';
export * from './vocabulary';
