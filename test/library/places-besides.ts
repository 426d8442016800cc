import * as hosts from '../../src/hosts.ts';
import * as journal from '../../src/journal.ts';
import * as wire from '../../src/wire.ts';
import { callOptions, conditions, host, session, state, transport } from './argument-lab.ts';
import { noVms, optional, type Place, texts } from './wrong-values.ts';

export const placesBesides: readonly Place[] = [
  { name: 'selectHosts(session)', call: (value) => hosts.selectHosts(value, '*') },
  {
    name: 'selectHosts(hosts)',
    call: (value) => hosts.selectHosts(session, value),
    right: texts,
  },
  {
    name: 'selectHosts(options)',
    call: (options) => hosts.selectHosts(session, '*', options),
    right: optional,
    more: callOptions,
  },
  { name: 'judgeHost(facts)', call: (value) => hosts.judgeHost(value) },
  { name: 'planHostAllow(session)', call: (value) => hosts.planHostAllow(value, host, true) },
  { name: 'planHostAllow(facts)', call: (value) => hosts.planHostAllow(session, value, true) },
  {
    name: 'planHostAllow(allowed)',
    call: (value) => hosts.planHostAllow(session, host, value),
    right: ['boolean'],
  },
  {
    name: 'planHostAllow(options)',
    call: (options) => hosts.planHostAllow(session, host, true, options),
    right: optional,
    more: [...callOptions, [{ force: 1 }, 'force']],
  },
  { name: 'applyHostAllow(plan)', call: (value) => hosts.applyHostAllow(session, value) },
  { name: 'readHostOptions(chosen)', call: (value) => hosts.readHostOptions(session, value) },
  {
    name: 'readHostOptions(name)',
    call: (value) => hosts.readHostOptions(session, host, value),
    right: ['undefined', ...texts],
  },
  {
    name: 'planHostOptions(wanted)',
    call: (value) => hosts.planHostOptions(session, host, value),
    right: ['an empty object', 'an object without a prototype'],
  },
  {
    name: 'applyHostOptions(planned)',
    call: (value) => hosts.applyHostOptions(session, host, value),
    right: noVms,
  },
  {
    name: 'findOpenJournals(state)',
    call: (value) => journal.findOpenJournals(value),
    right: texts,
  },
  { name: 'readJournal(path)', call: (value) => journal.readJournal(value), right: texts },
  { name: 'readPlanFile(path)', call: (value) => journal.readPlanFile(value), right: texts },
  {
    name: 'formatPlanFile(file)',
    call: (value) => journal.formatPlanFile(value),
    more: [[{ createdAt: new Date(0), plans: [{}] }, 'file.plans[0].facts']],
  },
  {
    name: 'planRecovery(journal)',
    call: (value) => journal.planRecovery(session, value, 'resume'),
    right: texts,
  },
  {
    name: 'planRecovery(kind)',
    call: (value) => journal.planRecovery(session, 'journal', value),
    more: [['rolback', 'kind']],
  },
  {
    name: 'planRecovery(options)',
    call: (options) => journal.planRecovery(session, 'journal', 'rollback', options),
    right: optional,
    more: conditions,
  },
  {
    name: 'refreshPlans(plans)',
    call: (value) => journal.refreshPlans(session, value),
    right: noVms,
  },
  {
    name: 'probeCertificate(url)',
    call: (value) => wire.probeCertificate(value),
    more: [['ftp://vc', 'url']],
  },
  {
    name: 'probeCertificate(options)',
    call: (options) => wire.probeCertificate('127.0.0.1:1', options),
    right: optional,
    more: [
      [{ ca: 'PEM' }, 'ca'],
      [{ tlsMin: 1.2 }, 'tlsMin'],
    ],
  },
  ...([wire.withTrace, wire.withRecorder] as const).flatMap((observe): Place[] => [
    { name: `${observe.name}(transport)`, call: (value) => observe(value, state) },
    { name: `${observe.name}(folder)`, call: (value) => observe(transport, value), right: texts },
    {
      name: `${observe.name}(options)`,
      call: (options) => observe(transport, state, options),
      right: optional,
      more: [[{ onFailure: 'print' }, 'onFailure']],
    },
  ]),
  { name: 'retrieveServerId(session)', call: (value) => wire.retrieveServerId(value) },
  {
    name: 'retrieveServerId(options)',
    call: (options) => wire.retrieveServerId(session, options),
    right: optional,
    more: callOptions,
  },
  { name: 'proveSameServer(one)', call: (value) => wire.proveSameServer(value, session) },
  { name: 'proveSameServer(other)', call: (value) => wire.proveSameServer(session, value) },
  {
    name: 'proveSameServer(options)',
    call: (options) => wire.proveSameServer(session, session, options),
    right: optional,
    more: callOptions,
  },
];
