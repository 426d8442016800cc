/**
 * A run that is killed: `node doomed-run.mjs OPTIONS`, with JSON. It carries out a plan, or resumes or rolls back a journal, and kills
 * itself with SIGKILL right before (`when: before`) or right after (`after`) its `at`-th entry is on the disk. The build is what runs.
 */
import { readFile } from 'node:fs/promises';
import { jobOf } from '../../../dist/nested/run/job.js';
import { runJobs } from '../../../dist/nested/run/jobs/run-jobs.js';
import { JournalFile } from '../../../dist/nested/run/journal/journal-file.js';
import { readJournal } from '../../../dist/nested/run/journal/read-journal.js';
import { planRecovery } from '../../../dist/nested/run/recovery/plan-recovery.js';
import { connect } from '../../../dist/vsphere/index.js';

/** @typedef {import('./doomed.ts').Doom} Doom */

/** @type {Doom} */
const { server, path, to, kind, plans, options, planOptions, at, when } = JSON.parse(
  await readFile(process.argv[2] ?? '', 'utf8'),
);

const die = () => process.kill(process.pid, 'SIGKILL');

/** Counts entries, and dies where it is told to. */
class DoomedJournal {
  #count = 0;

  constructor(file) {
    this.file = file;
  }

  async append(entry) {
    this.#count += 1;
    const isLast = this.#count === at;
    if (isLast && when === 'before') {
      die();
    }
    await this.file.append(entry);
    if (isLast) {
      die();
    }
  }
}

const session = await connect(server);
let jobs = plans.filter(({ fate }) => fate === 'change').map(jobOf);
if (kind !== 'apply') {
  const record = await readJournal(path, await readFile(path, 'utf8'));
  ({ jobs } = await planRecovery([session], record, kind, planOptions));
}
const open = {
  apply: () => JournalFile.create(path, 'enable', jobs),
  resume: () => JournalFile.reopen(path),
  rollback: () => JournalFile.createRollback(to, path, 'rollback', jobs),
};
const file = await open[kind]();
await runJobs([session], jobs, { ...options, journal: new DoomedJournal(file) });
await file.seal();
await session.logout();
