import { aboutCommand } from './about.ts';
import { applyCommand } from './apply.ts';
import { certCommand } from './cert.ts';
import { completionCommand } from './completion.ts';
import type { Command } from './define-command.ts';
import { demoCommand } from './demo.ts';
import { driftCommand } from './drift.ts';
import { disableCommand, enableCommand } from './enable.ts';
import { envCommand } from './env.ts';
import { helpCommand } from './help.ts';
import { hostAllowCommand, hostDisallowCommand } from './hosts/allow.ts';
import { hostsCommand } from './hosts/hosts.ts';
import { hostOptionGetCommand, hostOptionGroup, hostOptionLsCommand } from './hosts/options.ts';
import { hostOptionSetCommand } from './hosts/set-options.ts';
import { planCommand } from './plan.ts';
import { recordKitCommand } from './record-kit.ts';
import { reportCommand } from './report.ts';
import { resumeCommand } from './resume.ts';
import { rollbackCommand } from './rollback.ts';
import { sessionGroup, sessionLogoutCommand, sessionLsCommand } from './session.ts';
import { simulateCommand } from './simulate.ts';
import { verifyCommand } from './verify.ts';
import {
  extraConfigGroup,
  extraConfigLsCommand,
  extraConfigSetCommand,
  extraConfigUnsetCommand,
} from './vms/extra-config.ts';
import { vmsCommand } from './vms/vms.ts';

/** Every command, in the order of the help. The program, docs/cli.md, schema/ and completion are made from this list. */
export const commands: readonly Command[] = [
  hostsCommand,
  hostOptionGroup,
  hostOptionLsCommand,
  hostOptionGetCommand,
  hostOptionSetCommand,
  hostAllowCommand,
  hostDisallowCommand,
  vmsCommand,
  extraConfigGroup,
  extraConfigLsCommand,
  extraConfigSetCommand,
  extraConfigUnsetCommand,
  enableCommand,
  disableCommand,
  planCommand,
  applyCommand,
  resumeCommand,
  rollbackCommand,
  verifyCommand,
  driftCommand,
  reportCommand,
  aboutCommand,
  certCommand,
  envCommand,
  sessionGroup,
  sessionLsCommand,
  sessionLogoutCommand,
  recordKitCommand,
  simulateCommand,
  demoCommand,
  completionCommand,
  helpCommand,
];
