export { campaign } from './campaign.ts';
export { playInProcess, virtualTaste } from './in-process.ts';
export { playProcesses, processTaste } from './processes.ts';
export { scenarioOf } from './scenario.ts';
