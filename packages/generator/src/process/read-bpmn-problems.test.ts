import { sampleProcess } from '../testing/sample-process';
import { parseProcessInput } from './parse-process-input';
import { formatBpmnProblems, readBpmn } from './read-bpmn';

const HEAD =
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:a="https://ameide.io/schema/bpmn/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">';

/** A file with the given lines in its process, which begins in line 2. */
const inProcess = (...lines: string[]) =>
  [HEAD, '<process id="p">', ...lines, '</process></definitions>'].join('\n');

const CALL =
  '<extensionElements><a:call service="ledger" method="CreateEntry"/></extensionElements>';
const task = (id: string, more = '') =>
  `<serviceTask id="${id}">${CALL}${more}</serviceTask>`;
/** Flows between nodes: `a>b b>c`. */
const flows = (text: string) =>
  text
    .split(' ')
    .map(pair => {
      const [source, target] = pair.split('>');
      return `<sequenceFlow id="${source}_${target}" sourceRef="${source}" targetRef="${target}"/>`;
    })
    .join('');
const flow = (source: string, target: string, condition: string) =>
  `<sequenceFlow id="${source}_${target}" sourceRef="${source}" targetRef="${target}"><conditionExpression>${condition}</conditionExpression></sequenceFlow>`;
const START = '<startEvent id="s"/>';
const END = '<endEvent id="e"/>';

function problemsOf(text: string): string[] {
  const reading = readBpmn(text);
  return reading.ok
    ? []
    : reading.problems.map(({ line, message }) => `${line}: ${message}`);
}

describe('what a file is refused for', () => {
  const table: [string, string, unknown[]][] = [
    ['no text', '', ['1: the file is not valid XML: missing start tag']],
    [
      'no XML',
      'steps: []',
      ['1: the file is not valid XML: missing start tag'],
    ],
    [
      'an element that is not closed',
      `${HEAD}\n<process>\n`,
      ['3: the file is not valid XML: unexpected end of file'],
    ],
    [
      'an element that another closes',
      `${HEAD}\n<process>\n</proces></definitions>`,
      ['3: the file is not valid XML: closing tag mismatch'],
    ],
    [
      'an attribute that is there twice',
      inProcess('<startEvent id="s" id="t"/>'),
      ['3: the file is not valid XML: attribute <id> already defined'],
    ],
    [
      'a prefix without a namespace',
      inProcess('', '<b:startEvent id="s"/>'),
      ['4: the file is not valid XML: missing namespace on <b:startEvent>'],
    ],
    [
      'a prefix that the reader uses itself',
      '<bpmn:definitions/>',
      ['1: the file is not valid XML: missing namespace on <bpmn:definitions>'],
    ],
    [
      'a document type',
      `<?xml version="1.0"?>\n<!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n${HEAD}</definitions>`,
      [
        '2: the file has a document type or entity declaration, which is not read; remove it',
      ],
    ],
    [
      'a stylesheet',
      `<?xml-stylesheet href="https://example.com/x"?>\n${HEAD}</definitions>`,
      [
        '1: the file has a processing instruction, which is not read; remove it',
      ],
    ],
    [
      'an entity that nobody declared',
      inProcess('<startEvent id="s" name="a&nbsp;b"/>'),
      [
        '3: the file has an entity that is none of &amp; &lt; &gt; &quot; &apos;; write the character itself',
      ],
    ],
    [
      'a character that reorders text, written and as a reference',
      inProcess('<!-- \u202e -->'),
      [
        '3: the file contains the character U+202E, which is invisible or reorders text; remove it',
      ],
    ],
    [
      'the same as a reference',
      inProcess('<startEvent id="s" name="&#x202e;"/>'),
      [
        '3: the file contains the character U+202E, which is invisible or reorders text; remove it',
      ],
    ],
    [
      'more than a megabyte',
      inProcess(' '.repeat(1_000_000)),
      ['1: the file has more than 1000000 characters'],
    ],
    [
      'elements without end within each other',
      `${HEAD}${'\n<process>'.repeat(5_000)}`,
      ['31: the file is nested deeper than 30 elements'],
    ],
    [
      'more elements than any process has',
      inProcess('<task/>'.repeat(20_000)),
      ['3: the file has more than 10000 elements; split the process'],
    ],
    [
      'another kind of XML',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
      [
        '1: ns0:svg is not the definitions of BPMN 2.0; give a file that a BPMN 2.0 modeler has saved',
      ],
    ],
    [
      'BPMN without a namespace',
      '<definitions/>',
      [
        '1: definitions is not the definitions of BPMN 2.0; give a file that a BPMN 2.0 modeler has saved',
      ],
    ],
    ['no process', `${HEAD}</definitions>`, ['1: definitions has no process']],
    [
      'two processes and two pools',
      [
        HEAD,
        '<collaboration><participant id="a"/>',
        '<participant id="b"/></collaboration>',
        `<process id="p">${START}${END}${flows('s>e')}</process>`,
        '<process id="q"/></definitions>',
      ].join('\n'),
      [
        '3: participant "b" is a second pool; give each a service of its own',
        '5: process "q" is a second process; give each a service of its own',
      ],
    ],
    [
      'elements that a process cannot have, each by its line',
      inProcess(
        START,
        '<scriptTask id="Task_1"><script>run()</script></scriptTask>',
        '<task id="Task_2"/>',
        '<subProcess id="sub"/>',
        '<laneSet id="lanes"/>',
        '<inclusiveGateway id="either"/>',
        '<serviceTask id="t"><multiInstanceLoopCharacteristics/></serviceTask>',
        '<startEvent id="t2"><timerEventDefinition id="d"/></startEvent>',
        '<wonder id="w"/>',
        '<x:wonder xmlns:x="urn:x" id="w2"/>',
      ),
      [
        '4: scriptTask "Task_1" cannot stand in process "p"; use a serviceTask that calls a domain',
        '5: task "Task_2" cannot stand in process "p"; use a serviceTask, a userTask or a receiveTask',
        '6: subProcess "sub" cannot stand in process "p"; draw its tasks in the process itself',
        '7: laneSet "lanes" cannot stand in process "p"; remove the lanes; say who decides as roles of an approval',
        '8: inclusiveGateway "either" cannot stand in process "p"; use exclusive and parallel gateways',
        '9: multiInstanceLoopCharacteristics cannot stand in serviceTask "t"; let a domain do it for all, in one call',
        '10: timerEventDefinition "d" cannot stand in startEvent "t2"; remove it',
        '11: wonder "w" cannot stand in process "p"; it has no meaning here, remove it',
        '12: x:wonder "w2" cannot stand in process "p"; it has no meaning here, remove it',
      ],
    ],
    [
      'attributes that have no meaning here',
      inProcess(
        `<serviceTask id="t" xmlns:c="urn:c" c:delegate="run" startQuantity="2" colour="red">${CALL}</serviceTask>`,
      ),
      [
        '3: serviceTask "t" has the attribute c:delegate, which has no meaning here; remove it',
        '3: serviceTask "t" has startQuantity="2"; only 1 is possible',
        '3: serviceTask "t" has the attribute colour, which has no meaning here; remove it',
      ],
    ],
    [
      'ids that are missing or there twice',
      inProcess(
        START,
        '<endEvent/>',
        '<serviceTask id="s"/>',
        '<sequenceFlow sourceRef="s" targetRef="x"/>',
      ),
      [
        '4: endEvent has no id; give it one',
        '4: endEvent is reached by no flow; connect it, or remove it',
        '5: serviceTask "s" has the id of the startEvent in line 3; give it another',
        '5: serviceTask "s" is reached by no flow; connect it, or remove it',
        '5: serviceTask "s" leads nowhere; connect it to the next element or an end event',
        '6: sequenceFlow has no id; give it one',
        '6: sequenceFlow leads nowhere; its targetRef names no node',
        '2: process "p" has no start event',
      ],
    ],
    [
      'two starts, loose ends and flows that meet without a gateway',
      inProcess(
        START,
        '<startEvent id="s2"/>',
        task('t'),
        task('u'),
        END,
        flows('s>t s2>t t>e t>u'),
      ),
      [
        '4: startEvent "s2" is a second start event; a process begins at one',
        '5: serviceTask "t" is reached by 2 flows; join them by a gateway first',
        '5: serviceTask "t" leads to 2 flows; split them by a gateway',
        '6: serviceTask "u" leads nowhere; connect it to the next element or an end event',
      ],
    ],
    [
      'names of flows that are none',
      inProcess(
        '<startEvent id="s"><outgoing>other</outgoing></startEvent>',
        END,
        flows('s>e'),
      ),
      ['3: startEvent "s" names other as outgoing, which is no such flow'],
    ],
    [
      'a loop',
      inProcess(
        START,
        '<exclusiveGateway id="again"/>',
        task('t'),
        '<exclusiveGateway id="enough" default="enough_e"/>',
        END,
        flows('s>again again>t t>enough enough>e'),
        flow('enough', 'again', 'amount &lt; 3'),
      ),
      [
        '4: exclusiveGateway "again" begins a loop: exclusiveGateway "again", serviceTask "t", exclusiveGateway "enough"; a process runs forward only, so that every step has one place in its history; use retries, a timeout, or a new instance',
      ],
    ],
    [
      'gateways of two kinds',
      inProcess(
        START,
        '<parallelGateway id="split"/>',
        task('t'),
        task('u'),
        '<exclusiveGateway id="join"/>',
        END,
        flows('s>split split>t split>u t>join u>join join>e'),
      ),
      [
        '7: exclusiveGateway "join" joins what parallelGateway "split" in line 4 splits; use a parallelGateway',
      ],
    ],
    [
      'gateways that do not nest',
      inProcess(
        START,
        '<parallelGateway id="one"/>',
        '<parallelGateway id="two"/>',
        task('t'),
        task('u'),
        task('v'),
        '<parallelGateway id="join"/>',
        END,
        flows('s>one one>two one>t two>u two>v t>join u>join v>join join>e'),
      ),
      [
        '9: parallelGateway "join" joins 3 flows, of which 2 come from parallelGateway "two" in line 5; give every gateway that splits one of its own that joins',
      ],
    ],
    [
      'ways that come together in two places',
      inProcess(
        START,
        '<parallelGateway id="one"/>',
        task('t'),
        task('u'),
        '<parallelGateway id="a"/>',
        '<parallelGateway id="b"/>',
        END,
        flows('s>one one>t one>u t>a u>b a>b b>e'),
      ),
      [
        '4: parallelGateway "one" has ways that come together in parallelGateway "a" in line 7 and in parallelGateway "b" in line 8; let all that go on come together in one gateway',
      ],
    ],
    [
      'a branch that ends before the others, and a gateway that joins nothing',
      inProcess(
        START,
        '<parallelGateway id="one"/>',
        task('t'),
        '<endEvent id="early"/>',
        '<parallelGateway id="join"/>',
        END,
        flows('s>one one>t one>early t>join join>e'),
      ),
      [
        '4: parallelGateway "one" has a way that ends before the others; let all of them come together in a parallelGateway',
      ],
    ],
    [
      'a join without a split',
      inProcess(
        START,
        '<exclusiveGateway id="join"/>',
        END,
        flows('s>join join>e'),
      ),
      [
        '4: exclusiveGateway "join" joins ways that no gateway before it has split',
      ],
    ],
    [
      'a gateway that joins and splits',
      inProcess(
        START,
        '<exclusiveGateway id="x"/>',
        task('t'),
        task('u'),
        END,
        flows('s>x t>x x>u x>e'),
      ),
      [
        '4: exclusiveGateway "x" joins and splits at once; use a gateway for each, so that they can be matched',
        '5: serviceTask "t" is reached by no flow; connect it, or remove it',
        '6: serviceTask "u" leads nowhere; connect it to the next element or an end event',
      ],
    ],
    [
      'an exclusive gateway without default, and with a wrong one',
      inProcess(
        START,
        '<exclusiveGateway id="x"/>',
        '<exclusiveGateway id="y" default="s_x"/>',
        END,
        '<endEvent id="f"/>',
        '<endEvent id="g"/>',
        flows('s>x'),
        flow('x', 'y', 'a = 1'),
        flow('x', 'e', 'a = 2'),
        flow('y', 'f', 'a = 3'),
        flow('y', 'g', 'a = 4'),
      ),
      [
        '4: exclusiveGateway "x" has no default flow; say which way to go when no condition holds',
        '5: exclusiveGateway "y" has a default that is none of its flows',
      ],
    ],
    [
      'conditions that are missing, not simple or in the wrong place',
      inProcess(
        START,
        '<exclusiveGateway id="x" default="x_d"/>',
        ['a', 'b', 'c', 'd', 'e'].map(id => `<endEvent id="${id}"/>`).join(''),
        flow('s', 'x', 'a = 1'),
        flows('x>a'),
        flow('x', 'b', 'amount > 1 and b = 2'),
        flow('x', 'c', '${amount > 1}'),
        flow('x', 'd', 'amount > 1'),
        flow('x', 'e', 'amount == 1'),
      ),
      [
        '6: sequenceFlow "s_x" has a condition where there is nothing to choose; remove it',
        '7: sequenceFlow "x_a" leaves exclusiveGateway "x" in line 4 and needs one condition, such as amount > 1000',
        '8: conditionExpression of sequenceFlow "x_b", character 12: goes on after one comparison; put gateways one after the other for more',
        '9: conditionExpression of sequenceFlow "x_c", character 1: has $, which has no meaning here; write it like amount > 1000 or status = "OPEN"',
        '10: sequenceFlow "x_d" has a condition where there is nothing to choose; remove it',
        '11: conditionExpression of sequenceFlow "x_e", character 8: == is no comparison; use one of = != < <= > >=',
      ],
    ],
    [
      'tasks that do not say what to do',
      inProcess(
        START,
        '<serviceTask id="a"/>',
        '<userTask id="b"/>',
        '<receiveTask id="c"/>',
        '<intermediateCatchEvent id="d"/>',
        '<intermediateCatchEvent id="f"><messageEventDefinition/></intermediateCatchEvent>',
        END,
        flows('s>a a>b b>c c>d d>f f>e'),
      ),
      [
        '4: serviceTask "a" does not say what to do; add <ameide:call service="orders" method="CreateOrder"/> to its extensionElements',
        '5: userTask "b" does not say what to do; add <ameide:approval roles="admin"/> to its extensionElements',
        '6: receiveTask "c" does not say what to do; add <ameide:signal name="payment-received"/> to its extensionElements',
        '7: intermediateCatchEvent "d" waits for nothing known; give it one timer or one message',
        '8: intermediateCatchEvent "f" does not say what to do; add <ameide:signal name="payment-received" timeout="P3D"/> to its extensionElements',
      ],
    ],
    [
      'details that are not known',
      inProcess(
        START,
        '<serviceTask id="a"><extensionElements>',
        '<a:call service="ledger" method="Create" url="x">',
        '<a:input name="a"/>',
        '<a:input name="a" from="b" text="c"/>',
        '<a:script/>',
        '<b:input xmlns:b="urn:b"/>',
        '<a:retry/><a:retry/>',
        'text',
        '</a:call>',
        '<a:agent/>',
        '<a:approval roles="admin"/>',
        '</extensionElements></serviceTask>',
        END,
        flows('s>a a>e'),
      ),
      [
        '5: ameide:call has the attribute url, which is not known; use service, method, timeout',
        '5: ameide:call has a text, which has no meaning; use its attributes',
        '6: ameide:input must have one of from, text, number and boolean',
        '7: ameide:input must have one of from, text, number and boolean and has from and text',
        '8: ameide:script has no meaning in ameide:call; use ameide:input, ameide:output, ameide:retry',
        '9: b:input has no meaning in ameide:call; use ameide:input, ameide:output, ameide:retry',
        '10: ameide:retry is there twice; remove one',
        '13: ameide:agent is the second of its task; remove one',
        '14: ameide:approval has no meaning in a serviceTask; only ameide:call or ameide:agent has',
      ],
    ],
    [
      'timers that are none',
      inProcess(
        START,
        '<intermediateCatchEvent id="a"><timerEventDefinition><timeCycle>R3/PT1H</timeCycle></timerEventDefinition></intermediateCatchEvent>',
        END,
        flows('s>a a>e'),
      ),
      [
        '4: timeCycle cannot stand in timerEventDefinition; use timeDuration or timeDate, because a process runs forward only',
      ],
    ],
    [
      'timers without a time and with a day that is no variable',
      inProcess(
        START,
        '<intermediateCatchEvent id="a"><timerEventDefinition/></intermediateCatchEvent>',
        '<intermediateCatchEvent id="b"><timerEventDefinition><timeDate>2027-01-31</timeDate></timerEventDefinition></intermediateCatchEvent>',
        END,
        flows('s>a a>b b>e'),
      ),
      [
        '4: timerEventDefinition must have one timeDuration or one timeDate',
        '5: timeDate 2027-01-31 is not the name of a variable of type date or timestamp',
      ],
    ],
    [
      'waiting for ever, and an approval that nobody can reject',
      inProcess(
        START,
        '<userTask id="a"><extensionElements><a:approval roles="admin"/></extensionElements></userTask>',
        '<receiveTask id="b"><extensionElements><a:signal name="paid"/></extensionElements></receiveTask>',
        END,
        flows('s>a a>b b>e'),
      ),
      [
        '4: userTask "a" has no way for a rejection; attach an error event to it',
        '4: userTask "a" may wait for ever; attach a timer event to it, or give a timeout',
        '5: receiveTask "b" may wait for ever; attach a timer event to it, or give a timeout',
      ],
    ],
    [
      'events on the edge that cannot be there',
      inProcess(
        START,
        task('a'),
        '<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>',
        '<boundaryEvent id="lost" attachedToRef="s"><errorEventDefinition/></boundaryEvent>',
        END,
        '<endEvent id="f"/><endEvent id="g"/>',
        flows('s>a a>e late>f lost>g'),
      ),
      ['6: boundaryEvent "lost" is on the edge of no task; attach it to one'],
    ],
    [
      'a timer on the edge of a call, and two errors',
      inProcess(
        START,
        task('a'),
        '<boundaryEvent id="late" attachedToRef="a"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>',
        '<boundaryEvent id="one" attachedToRef="a"><errorEventDefinition/></boundaryEvent>',
        '<boundaryEvent id="two" attachedToRef="a"><errorEventDefinition/></boundaryEvent>',
        '<endEvent id="f"/>',
        `${END}<endEvent id="g"/><endEvent id="h"/>`,
        flows('s>a a>e late>f one>g two>h'),
      ),
      [
        '5: boundaryEvent "late" is on the edge of a call, which has a timeout of its own; give it as timeout, and use an error event',
        '7: boundaryEvent "two" is a second event of its kind on the edge of serviceTask "a" in line 4; remove one',
        '8: endEvent "f" is not reached from the start event; connect it, or remove it',
      ],
    ],
    [
      'a way from the edge that comes back somewhere else',
      inProcess(
        START,
        task('a'),
        '<boundaryEvent id="one" attachedToRef="a"><errorEventDefinition/></boundaryEvent>',
        task('b'),
        '<exclusiveGateway id="x"/>',
        END,
        flows('s>a a>b one>x b>x x>e'),
      ),
      [
        '4: serviceTask "a" has an event on its edge whose way comes back in exclusiveGateway "x" in line 7; let it end, or join it in an exclusiveGateway directly after the task',
      ],
    ],
    [
      'compensation that is connected to nothing',
      inProcess(
        START,
        task('a'),
        '<boundaryEvent id="undo" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>',
        `<serviceTask id="b" isForCompensation="true">${CALL}</serviceTask>`,
        '<association id="x" sourceRef="a" targetRef="b"/>',
        END,
        flows('s>a a>e'),
      ),
      [
        '5: boundaryEvent "undo" leads to no task for compensation; connect them by an association',
        '6: serviceTask "b" is for compensation, but no compensation event leads to it; connect them by an association',
        '7: association "x" does not lead from a compensation event to a task for compensation; remove it',
      ],
    ],
    [
      'compensation of what changes nothing, by what is no call',
      inProcess(
        START,
        '<receiveTask id="a"><extensionElements><a:signal name="paid" timeout="P1D"/></extensionElements></receiveTask>',
        '<boundaryEvent id="undo" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>',
        '<userTask id="b" isForCompensation="true"/>',
        task('c'),
        '<boundaryEvent id="undo2" attachedToRef="c"><compensateEventDefinition/></boundaryEvent>',
        '<userTask id="d" isForCompensation="true"/>',
        '<association id="x" sourceRef="undo" targetRef="b"/><association id="y" sourceRef="undo2" targetRef="d"/>',
        END,
        flows('s>a a>c c>e'),
      ),
      [
        '5: boundaryEvent "undo" is on the edge of what changes no domain, so there is nothing to undo; remove it',
        '9: userTask "d" does not say how to undo; add <ameide:call service="orders" method="CancelOrder"/> to its extensionElements',
      ],
    ],
    [
      'what cannot be reached',
      inProcess(
        START,
        END,
        '<exclusiveGateway id="x" default="x_y"/>',
        '<exclusiveGateway id="y"/>',
        '<endEvent id="z"/>',
        flows('s>e x>y'),
        flow('x', 'y', 'a = 1').replace('id="x_y"', 'id="other"'),
        flows('y>z'),
      ),
      [
        '5: exclusiveGateway "x" is reached by no flow; connect it, or remove it',
      ],
    ],
    [
      'gateways within gateways without end',
      inProcess(
        START,
        ...Array.from(
          { length: 9 },
          (_, n) =>
            `<parallelGateway id="g${n}"/>${task(
              `t${n}`,
            )}<parallelGateway id="j${n}"/>${flows(
              `g${n}>t${n} t${n}>j${n} ${
                n < 8 ? `g${n}>g${n + 1} j${n + 1}>j${n}` : 'g8>last last>j8'
              }`,
            )}`,
        ),
        task('last'),
        END,
        flows('s>g0 j0>e'),
      ),
      [
        expect.stringMatching(
          /^11: serviceTask "t7" lies deeper than 8 gateways and events; /,
        ),
      ],
    ],
  ];
  it.each(table)('%s', (_name, text, expected) => {
    expect(problemsOf(text).sort()).toEqual([...expected].sort());
  });
});

describe('what its steps are refused for', () => {
  it('names the line and the element of every step', () => {
    const { steps: _steps, ...input } = sampleProcess();
    const bpmn = inProcess(
      START,
      '<parallelGateway id="both"/>',
      task('a'),
      '<serviceTask id="b"><extensionElements><a:call service="Ledger" method="CreateEntry"><a:input name="id" from="nobody"/></a:call></extensionElements></serviceTask>',
      '<parallelGateway id="join"/>',
      '<serviceTask id="c"><extensionElements><a:call service="ledger" method="CreateEntry"><a:input name="id" from="nobody"/></a:call></extensionElements></serviceTask>',
      '<exclusiveGateway id="x" default="x_e"/>',
      flow('x', 'f', 'amount &lt; true'),
      '<endEvent id="e"/><endEvent id="f"/>',
      '<serviceTask id="A"><extensionElements><a:agent agent="helper" task="x" result="risk" tokens="many"/></extensionElements></serviceTask>',
      flows('s>both both>a both>b a>join b>join join>c c>A A>x x>e'),
    );
    const result = parseProcessInput({ ...input, bpmn });
    expect(
      result.ok ||
        result.problems
          .map(({ path, message }) => `${path}: ${message}`)
          .sort(),
    ).toEqual(
      [
        'bpmn: line 6: serviceTask "b": service is not a service id; use lower-case words joined by hyphens, such as order-intake',
        'bpmn: line 8: serviceTask "c": input[0].from no variable is named nobody; use one of customerId, amount, orderId, paymentId, risk, deliverOn, or declare it',
        'bpmn: line 9: exclusiveGateway "x": cases[0].when.value true is not a value of amount, which is of type decimal; write it like 12.50',
        'bpmn: line 12: serviceTask "A": budget.tokens must be a number',
        'bpmn: line 12: serviceTask "A": id serviceTask "a" in line 5 has the id a already; rename one of them',
      ].sort(),
    );
  });

  it('prints problems as a compiler would', () => {
    const reading = readBpmn(inProcess(START, '<task id="t"/>'));
    if (reading.ok) throw new Error('accepted');
    expect(formatBpmnProblems('invoice.bpmn', reading.problems)).toBe(
      'invoice.bpmn:4: task "t" cannot stand in process "p"; use a serviceTask, a userTask or a receiveTask',
    );
  });
});
