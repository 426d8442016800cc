import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgeHost } from '../../src/nested/hosts/host-verdict.ts';
import { planVm } from '../../src/nested/plan/plan.ts';
import type { PageData } from '../../src/report/html/page-data.ts';
import { renderReport } from '../../src/report/html/render-report.ts';
import type { Report } from '../../src/report/html/report.ts';
import { hostFacts, vmFacts } from '../helpers/facts.ts';
import { fleetReport, hostileName } from './report-fleet.ts';

/** A report on one VM and one host. */
function reportOn(
  facts: Parameters<typeof vmFacts>[0],
  host: Parameters<typeof hostFacts>[0] = {},
): Report {
  const seen = hostFacts(host);
  return {
    madeAt: new Date('2026-11-22T18:30:00Z'),
    program: 'vhv 0.1.0',
    hosts: [{ ...seen, ...judgeHost(seen) }],
    plans: [planVm(vmFacts(facts), { nestedHVEnabled: true, extraConfig: {} })],
  };
}

/** The data in a page, read as a browser reads it: up to the first thing that ends the element. */
function dataOf(page: string): PageData {
  const [, text = ''] =
    /<script type="application\/json" id="data">(.*?)<\/script/is.exec(page) ?? [];
  return JSON.parse(text) as PageData;
}

function inner(page: string, element: 'style' | 'script type="module"'): string {
  const [name = ''] = element.split(' ');
  const start = page.indexOf(`<${element}>`) + element.length + 2;
  return page.slice(start, page.indexOf(`</${name}>`, start));
}

describe('text from servers', () => {
  it.each([
    hostileName,
    '</script><script>alert(1)</script>',
    '<!--<script>',
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    'line\u2028separator\u2029and & ampersand',
    '\u202Eevil\u0000\u0007',
    '\u009b31mred\u0085\u2067',
  ])('is text, whatever it looks like: %j', (name) => {
    const page = renderReport(
      reportOn(
        { name, path: `/DC0/vm/${name}`, endpoint: name },
        { name, cpuModel: name, evcMode: name, endpoint: name },
      ),
    );
    const tame = renderReport(
      reportOn(
        { name: 'tame', path: '/DC0/vm/tame', endpoint: 'tame' },
        { name: 'tame', endpoint: 'tame' },
      ),
    );
    const tags = (text: string) => text.match(/<[a-z!/]/gi)?.length;
    expect(tags(page)).toBe(tags(tame));
    expect(page.slice(page.indexOf('id="data"'))).not.toMatch(/[\u2028\u2029]/);
    // C1 controls and marks of direction would act on the text around them.
    const shown = name.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
    expect(dataOf(page).vms.name).toEqual([shown]);
    expect(dataOf(page).hosts).toEqual([shown]);
    expect(page).not.toMatch(/[\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  });

  it('may hold a slash: the folder is what is left of the path without the name', () => {
    const { folders, vms } = dataOf(
      renderReport(reportOn({ name: 'a/b', path: '/DC0/vm/lab/a%2fb' })),
    );
    expect([folders, vms.name]).toEqual([['/DC0/vm/lab'], ['a/b']]);
  });
});

describe('the page', () => {
  it('forbids itself everything but its own script and style sheet', () => {
    const page = renderReport(fleetReport(10));
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(page) ?? [];
    const hash = (text: string) =>
      `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    expect(policy.split('; ')).toEqual([
      'default-src &#39;none&#39;',
      `script-src ${hash(inner(page, 'script type="module"'))}`,
      `style-src ${hash(inner(page, 'style'))}`,
      'img-src data:',
      'base-uri &#39;none&#39;',
      'form-action &#39;none&#39;',
    ]);
    expect(page).not.toMatch(/ (style|on\w+)="/);
    expect(page).not.toMatch(/(src|href)="(?!#|data:)/);
  });

  it('names the servers, the time and the program', () => {
    const page = renderReport(fleetReport(200));
    expect(page).toContain('<bdi>vc-north.example.com, vc-south.example.com</bdi>');
    expect(page).toContain('<time datetime="2026-11-22T18:30:00.000Z">22 November 2026');
    expect(page).toContain('vhv 0.1.0');
  });

  it('holds 10,000 VMs in less than a megabyte', () => {
    const page = renderReport(fleetReport(10_000));
    expect(dataOf(page).vms.name).toHaveLength(10_000);
    expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  });

  it('is made of nothing as well', () => {
    const page = renderReport({ ...fleetReport(0, 0), plans: [], hosts: [] });
    expect(page).toContain('nothing stands in the way');
    expect(dataOf(page).vms.name).toEqual([]);
  });
});

describe('the state of a VM', () => {
  it.each([
    { state: 'on', facts: { nestedHVEnabled: true } },
    { state: 'ready', facts: {} },
    { state: 'power-cycle', facts: { powerState: 'poweredOn' } },
    { state: 'blocked', facts: { powerState: 'poweredOn', template: true } },
    { state: 'blocked', facts: { powerState: 'suspended' } },
    { state: 'unknown', facts: { changeVersion: undefined, nestedHVEnabled: undefined } },
  ] as const)('is $state for $facts', ({ state, facts }) => {
    const { states, vms } = dataOf(renderReport(reportOn(facts)));
    expect(vms.state.map((index) => states[index]?.key)).toEqual([state]);
  });
});

describe('the charts', () => {
  it('count each host by its verdict and the fact that decided', () => {
    const page = renderReport(reportOn({}, { nestedHVSupported: false }));
    expect(page).toContain(
      'aria-label="Hosts by verdict. not-ready by capability.nestedHVSupported: 1"',
    );
  });

  it('say every number in words, and draw what is there', () => {
    const report = fleetReport(10_000);
    const page = renderReport(report);
    const { states, vms } = dataOf(page);
    const count = (state: number) => vms.state.filter((index) => index === state).length;
    const words = states.map(
      ({ label }, index) => `${label}: ${count(index).toLocaleString('en-GB')}`,
    );
    expect(page).toContain(`aria-label="Virtual machines by state. ${words.join('; ')}"`);
    expect(page.match(/class="arc /g)).toHaveLength(5);
    expect(page.match(/class="bar"/g)).toHaveLength(dataOf(page).findings.length);
  });

  it('put the most frequent finding first, with its meaning and what was seen', () => {
    const { findings, evidence } = dataOf(renderReport(fleetReport(1000)));
    expect(findings[0]).toMatchObject({ code: 'POWER_CYCLE_REQUIRED', severity: 'blocker' });
    expect(evidence).toContain('runtime.powerState = poweredOn');
  });
});

describe('a fleet file', () => {
  const base = reportOn({ name: 'web01', path: '/DC0/vm/web01' });
  const [plan] = base.plans;
  const vm = {
    endpoint: plan?.facts.endpoint ?? '',
    moRef: plan?.facts.moRef ?? { type: '', value: '' },
    name: 'web01',
    path: '/DC0/vm/web01',
    state: 'drifted',
    rule: '<b>lab</b>',
    overruled: [],
    differences: [
      {
        key: 'nestedHVEnabled',
        wanted: 'on',
        actual: 'off',
        changed: { by: hostileName, at: '2026-11-22T20:11:08Z' },
      },
    ],
  } as const;
  const drift = {
    endpoint: vm.endpoint,
    vms: [vm],
    rules: [],
    history: { notAsked: 0, failures: [] },
  };

  it('has a card of its own, a filter, and what differs of each VM', () => {
    const page = renderReport({ ...base, drift });
    expect(page).toMatch(
      /<h2 id="h-drift">.*<bdi>&lt;b&gt;lab&lt;\/b&gt;<\/bdi><\/dt><dd>1 drifted<\/dd>/s,
    );
    expect(page).toContain('<option value="1">Drifted (1)</option>');
    expect(page).toMatch(/<dt>Drifted<\/dt><dd><b>1<\/b> <span>of 1 that the fleet file is about/);
    expect(dataOf(page).drift).toMatchObject({
      state: [1],
      rule: [0],
      differences: [[0]],
      texts: [`nestedHVEnabled: wanted on, is off; by ${hostileName} at 2026-11-22T20:11:08Z`],
    });
    expect(page).not.toContain(hostileName);
  });

  it('is not spoken of where there is none', () => {
    const page = renderReport(base);
    expect(page).not.toContain('id="h-drift"');
    expect(page).not.toContain('<dt>Drifted</dt>');
    expect(page).not.toContain('choose-drift');
    expect(dataOf(page)).not.toHaveProperty('drift');
  });
});
