// What the page of a run does besides: it takes in what the run tells, until the run is over.
import type { RunPhase, RunUpdate } from '../run/run-update.ts';
import { formatCount } from '../shares.ts';
import { byId } from './dom.ts';
import { drawTotals } from './live-totals.ts';
import { data, refresh } from './main.ts';

const phases: Readonly<Record<RunPhase | 'lost', string>> = {
  running: 'The run is under way.',
  stopping: 'The run is stopping: what is in flight is finished, and nothing else is begun.',
  over: 'The run is over. This page stays as it is.',
  lost: 'The run does not answer: it is over, or was ended. This is how it was last seen.',
};

/** After so many refusals in a row nobody is asked again. */
const mostFailures = 5;

const source = new EventSource('events');
const heading = document.title;
let failures = 0;

function showPhase(phase: keyof typeof phases): void {
  const said = byId('phase');
  if (said.textContent !== phases[phase]) {
    said.textContent = phases[phase];
  }
}

function take({ phase, rows }: RunUpdate): void {
  for (const [row, state, note] of rows) {
    data.vms.state[row] = state;
    data.run?.note.splice(row, 1, note);
  }
  const { done, total } = drawTotals(data);
  byId('done').textContent =
    `${formatCount(done)} of ${formatCount(total)} VMs have had their turn.`;
  document.title = phase === 'over' ? `Over · ${heading}` : `${done}/${total} · ${heading}`;
  showPhase(phase);
  refresh(new Set(rows.map(([row]) => row)));
}

drawTotals(data);

source.addEventListener('message', ({ data: text }) => {
  const update = JSON.parse(String(text)) as RunUpdate;
  failures = 0;
  if (update.phase === 'over') {
    source.close();
  }
  take(update);
});

source.addEventListener('error', () => {
  failures += 1;
  showPhase('lost');
  if (failures >= mostFailures) {
    source.close();
  }
});
