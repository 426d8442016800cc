import type { VmPlan } from '../../../nested/plan/plan.ts';
import { describeChange } from '../../plans.ts';
import { Distinct } from '../distinct.ts';
import { html, type Markup } from '../markup.ts';
import { findingCard, stateCard } from '../overview.ts';
import type { PageData, RunColumns } from '../page-data.ts';
import { pageDataOf } from '../page-data-of.ts';
import { contentSecurityPolicy, framePage } from '../page-frame.ts';
import { runScript } from '../page-source.ts';
import { formatCount } from '../shares.ts';
import { vmTable } from '../vm-table.ts';
import { firstStateOf, indexOfState, type RunState, runStates, wentWrong } from './run-states.ts';

/** A run that is about to begin. */
export interface Run {
  readonly startedAt: Date;
  /** The program and its version: `vhv 0.1.0`. */
  readonly program: string;
  /** For people: `enable`, `rollback of …`. */
  readonly command: string;
  /** The VMs that it is about, those that nothing is done with among them. A row of the page is the index of one. */
  readonly plans: readonly VmPlan[];
}

/** A page, and the Content Security Policy that goes with it. */
export interface RunPage {
  readonly text: string;
  readonly policy: string;
}

const mark = '<!doctype html>\n<html lang="en" data-made-by="vhv run">';

function runColumns(plans: readonly VmPlan[]): RunColumns {
  const changes = new Distinct();
  return {
    change: plans.map(({ change }) => changes.indexOf(describeChange(change) || undefined)),
    changes: changes.texts,
    note: plans.map(() => ''),
  };
}

/** A number that the page's script keeps right: how many VMs are in these states. */
function liveTile(data: PageData, label: string, states: readonly RunState[]): Markup {
  const indexes = states.map(indexOfState);
  const count = data.vms.state.filter((state) => indexes.includes(state)).length;
  return html`<div class="tile"><dt>${label}</dt><dd><b data-sum="${indexes.join(' ')}">${formatCount(count)}</b>
<span>of ${formatCount(data.vms.name.length)} VMs</span></dd></div>`;
}

/** Writes the page on which a run is watched. It shows the beginning; its script asks `events` beside it for the rest. */
export function renderRun({ startedAt, program, command, plans }: Run): RunPage {
  const packed = pageDataOf({ hosts: [], plans }, runStates, firstStateOf);
  const data: PageData = { ...packed, run: runColumns(plans) };
  const main = html`<p class="phase"><span id="phase" role="status">The run is under way.</span> <span id="done"></span></p>
<dl class="tiles">
${liveTile(data, 'Waiting', ['waiting'])}
${liveTile(data, 'Under way', ['working'])}
${liveTile(data, 'To be read back', ['reading-back'])}
${liveTile(data, 'Changed', ['changed'])}
${liveTile(data, 'Went wrong', wentWrong)}
${liveTile(data, 'Blocked', ['blocked'])}
</dl>
<div class="cards pair">${stateCard(data)}${findingCard(data)}</div>
${vmTable(data)}`;
  const frame = {
    title: `vhv ${command}`,
    endpoints: plans.map(({ facts }) => facts.endpoint),
    madeAt: startedAt,
    program,
    data,
    script: runScript,
    isLive: true,
    main,
  };
  const policy = `${contentSecurityPolicy(frame)}; frame-ancestors 'none'`;
  return { text: framePage(mark, frame), policy };
}
