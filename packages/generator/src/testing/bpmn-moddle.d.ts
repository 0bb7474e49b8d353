/** What we use of bpmn-moddle, which comes without types for its main entry. */
declare module 'bpmn-moddle' {
  export class BpmnModdle {
    fromXML(xml: string): Promise<{
      rootElement: { $type: string };
      warnings: unknown[];
    }>;
  }
}
