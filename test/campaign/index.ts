export { campaign } from './campaign.ts';
export { scenarioOf } from './scenario.ts';
