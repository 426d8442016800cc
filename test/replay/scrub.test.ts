import { describe, expect, it, vi } from 'vitest';
import { Secrets } from '../../src/soap/scrub.ts';
import { growth, linear } from '../helpers/growth.ts';

const password = 'p&<"\'>ß';

function secrets(): Secrets {
  const known = new Secrets();
  known.addPassword(password);
  return known;
}

describe('a password', () => {
  it.each([
    ['as it is', password],
    ['in XML', 'p&amp;&lt;"\'&gt;ß'],
    ['in an attribute', 'p&amp;&lt;&quot;&apos;&gt;ß'],
    ['in numbers', '&#112;&#38;&#60;&#34;&#39;&#62;&#223;'],
    ['in hexadecimal', '&#x70;&#x26;&#x3c;&#X22;&#x27;&#x003E;&#xDF;'],
    ['escaped twice', "p&amp;amp;&amp;lt;&amp;quot;'&amp;gt;&amp;#xDF;"],
    ['in a URL', 'p%26%3c%22%27%3E%C3%9f'],
  ])('is found %s', (_how, spelling) => {
    const masked = 'SCRUBBED-PASSWORD';
    expect(secrets().scrubXml(`<a>wrong: ${spelling}.</a>`)).toBe(`<a>wrong: ${masked}.</a>`);
    expect(secrets().scrubText(`wrong: ${spelling}.`)).toBe(`wrong: ${masked}.`);
  });

  it('is found in an attribute, a comment and CDATA', () => {
    const xml = `<a b="p&amp;&lt;&quot;'&gt;ß"/><!-- ${password} --><c><![CDATA[${password}]]></c>`;
    expect(secrets().scrubXml(xml)).toBe(
      '<a b="SCRUBBED-PASSWORD"/><!-- SCRUBBED-PASSWORD --><c><![CDATA[SCRUBBED-PASSWORD]]></c>',
    );
  });

  it('that is a common word is found alone only, and never in markup', () => {
    const lab = new Secrets();
    lab.addPassword('value');
    expect(lab.scrubXml('<value type="value">a value, no values</value>')).toBe(
      '<value type="SCRUBBED-PASSWORD">a SCRUBBED-PASSWORD, no values</value>',
    );
  });

  it('that was sent is found later, without having been told', () => {
    const nobody = new Secrets();
    nobody.scrubXml(
      '<Login><userName>me</userName><v:password>a&amp;b-long-one</v:password></Login>',
    );
    expect(nobody.scrubXml('<faultstring>not a&amp;b-long-one</faultstring>')).toBe(
      '<faultstring>not SCRUBBED-PASSWORD</faultstring>',
    );
  });
});

describe('places of secrets', () => {
  it.each([
    ['<v:password>x</v:password>', '<v:password>SCRUBBED-PASSWORD</v:password>'],
    ['<password xsi:type="xsd:string">x', '<password xsi:type="xsd:string">SCRUBBED-PASSWORD'],
    ['<password/><name>x</name>', '<password/><name>x</name>'],
    ['<cloneTicket>cst-52</cloneTicket>', '<cloneTicket>SCRUBBED-TICKET</cloneTicket>'],
    [
      '<AcquireCloneTicketResponse xmlns="urn:vim25"><returnval>cst-52</returnval></AcquireCloneTicketResponse>',
      '<AcquireCloneTicketResponse xmlns="urn:vim25"><returnval>SCRUBBED-TICKET</returnval></AcquireCloneTicketResponse>',
    ],
    [
      '<AcquireGenericServiceTicketResponse><returnval><id>52ab</id></returnval></AcquireGenericServiceTicketResponse>',
      '<AcquireGenericServiceTicketResponse><returnval><id>SCRUBBED-TICKET</id></returnval></AcquireGenericServiceTicketResponse>',
    ],
    [
      '<s:Assertion ID="a"><s:Subject>x</s:Subject></s:Assertion>',
      '<s:Assertion ID="a">SCRUBBED-TICKET</s:Assertion>',
    ],
    ['<token>&lt;saml2:Assertion ID=&quot;a&quot;&gt;x</token>', '<token>SCRUBBED-TICKET</token>'],
    [
      '<key>RemoteDisplay.vnc.password</key><value xsi:type="xsd:string">x</value>',
      '<key>RemoteDisplay.vnc.password</key><value xsi:type="xsd:string">SCRUBBED-PASSWORD</value>',
    ],
    [
      '<key>Security.PasswordMaxDays</key><value xsi:type="xsd:long">99999</value>',
      '<key>Security.PasswordMaxDays</key><value xsi:type="xsd:long">99999</value>',
    ],
    [
      '<returnval>https://h/guestFile?id=1&amp;token=52ab</returnval>',
      '<returnval>https://h/guestFile?id=1&amp;token=SCRUBBED-TICKET</returnval>',
    ],
  ])('%s', (xml, scrubbed) => {
    expect(new Secrets().scrubXml(xml)).toBe(scrubbed);
  });

  it('in headers: cookies keep their name, quotes and attributes', () => {
    const headers = {
      'set-cookie': ['vmware_soap_session="5b0f9c1a2d3e4f5a"; Path=/; HttpOnly; Secure; '],
      Cookie: 'vmware_soap_session="5b0f9c1a2d3e4f5a"; lb=1',
      Authorization: 'Basic dTpw',
      'Content-Type': 'text/xml',
    };
    expect(new Secrets().scrubHeaders(headers)).toEqual([
      ['set-cookie', 'vmware_soap_session="SCRUBBED-SESSION-1"; Path=/; HttpOnly; Secure; '],
      ['Cookie', 'vmware_soap_session="SCRUBBED-SESSION-1"; lb=SCRUBBED-COOKIE'],
      ['Authorization', 'SCRUBBED-AUTHORIZATION'],
      ['Content-Type', 'text/xml'],
    ]);
  });
});

describe('a session', () => {
  it('is found by its cookie, by its key and in what is named after it', () => {
    const known = new Secrets();
    known.scrubHeaders({ 'set-cookie': ['vmware_soap_session="5b0f9c1a2d3e4f5a"'] });
    known.scrubXml('<returnval><key>52ab9c1a-2d3e</key><userName>me</userName></returnval>');
    expect(known.scrubXml('<obj type="ListView">session[52ab9c1a-2d3e]7</obj>')).toBe(
      '<obj type="ListView">session[SCRUBBED-SESSION-2]7</obj>',
    );
    expect(known.scrubText('no session "5b0f9c1a2d3e4f5a" (52ab9c1a-2d3e)')).toBe(
      'no session "SCRUBBED-SESSION-1" (SCRUBBED-SESSION-2)',
    );
  });

  it('of a proxy is masked in its cookie, and not looked for elsewhere', () => {
    const known = new Secrets();
    const balancer = { 'set-cookie': ['route=node-7-of-the-pool; Path=/'] };
    expect(known.scrubHeaders(balancer)).toEqual([['set-cookie', 'route=SCRUBBED-COOKIE; Path=/']]);
    expect(known.scrubText('on node-7-of-the-pool')).toBe('on node-7-of-the-pool');
  });

  it('is forgotten once 100 others have passed by, which a server can send in any number', () => {
    const known = new Secrets();
    known.addPassword('told-once-for-all');
    for (let n = 0; n < 1000; n += 1) {
      known.scrubHeaders({ 'set-cookie': [`vmware_soap_session="5b0f9c1a2d3e4f5a${n}"`] });
      known.scrubHeaders({ 'set-cookie': [`other-${n}=5b0f9c1a2d3e4f5a-other-${n}`] });
    }
    expect(known.scrubText('5b0f9c1a2d3e4f5a998 and told-once-for-all')).toBe(
      'SCRUBBED-SESSION-999 and SCRUBBED-PASSWORD',
    );
    expect(known.scrubText('5b0f9c1a2d3e4f5a7.')).toBe('5b0f9c1a2d3e4f5a7.');
  });

  it('of a proxy is not looked for elsewhere when its cookie is short', () => {
    const known = new Secrets();
    known.scrubHeaders({ 'set-cookie': ['lb=1'] });
    expect(known.scrubXml('<numCPUs>1</numCPUs>')).toBe('<numCPUs>1</numCPUs>');
  });
});

describe('many secrets', () => {
  /** How often a pattern is run over a text while `work` is done. */
  function replacementsIn(work: () => void): number {
    const runs = vi.spyOn(RegExp.prototype, Symbol.replace as unknown as 'exec');
    try {
      work();
      return runs.mock.calls.length;
    } finally {
      runs.mockRestore();
    }
  }

  function knowing(count: number): Secrets {
    const known = new Secrets();
    for (let n = 0; n < count; n += 1) {
      known.addPassword(`password-number-${n}-of-many`);
    }
    return known;
  }

  it('are looked for in one pass: 1,000 take as many as one', () => {
    const fault = 'The password-number-0-of-many is &lt;wrong&gt;. '.repeat(20);
    const one = knowing(1);
    const thousand = knowing(1000);
    const few = replacementsIn(() => one.scrubText(fault));
    const many = replacementsIn(() => thousand.scrubText(fault));
    expect(many).toBe(few);
    expect(thousand.scrubText(fault)).toBe(one.scrubText(fault));
  });

  it('of which one is a part of another or overlaps it are masked whole', () => {
    const known = new Secrets();
    known.addPassword('abcdefgh-1');
    known.addTicket('abcdefgh-12345');
    known.addTicket('2345-second');
    expect(known.scrubText('x abcdefgh-12345 abcdefgh-1 abcdefgh-12345-second')).toBe(
      'x SCRUBBED-TICKET SCRUBBED-PASSWORD SCRUBBED-TICKET',
    );
  });

  it.each(['p%41ss&lt;word', '100%-sure&amp', '%41bcdefghi', 'a&#65;bcdefgh', '%%25%2525x'])(
    'that look like escapes are found in every spelling: %s',
    (word) => {
      const known = new Secrets();
      known.addPassword(word);
      const escaped = word.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
      for (const spelling of [
        word,
        escaped,
        encodeURIComponent(word),
        encodeURIComponent(escaped),
      ]) {
        expect(known.scrubText(`is ${spelling} wrong?`)).toBe('is SCRUBBED-PASSWORD wrong?');
        expect(known.scrubXml(`<a>is ${spelling} wrong?</a>`)).toBe(
          '<a>is SCRUBBED-PASSWORD wrong?</a>',
        );
      }
    },
  );
});

describe('the time grows with the length alone', () => {
  it.each<[string, number, (size: number) => () => void]>([
    [
      'of a cookie with many blanks',
      2000,
      (size) => () => new Secrets().scrubHeaders({ 'set-cookie': [`a=b${' '.repeat(size)}c`] }),
    ],
    [
      'of a ticket that names many signatures',
      400,
      (size) => () => new Secrets().addTicket('SignatureValue'.repeat(size)),
    ],
    [
      'of an answer with many keys',
      2000,
      (size) => () => new Secrets().scrubXml('<key>u'.repeat(size)),
    ],
    [
      'of an answer with many passwords that do not end',
      2000,
      (size) => () => new Secrets().scrubXml('<password>u'.repeat(size)),
    ],
    [
      'of an answer with many tickets that do not end',
      2000,
      (size) => () => new Secrets().scrubXml('<AcquireTicketResponse>u'.repeat(size)),
    ],
  ])('%s', (_what, size, prepare) => {
    expect(growth(prepare, size)).toBeLessThan(linear);
  });
});
