import { runPowerShell } from './powershell.ts';
import { ended, type Result, redirected, type Surroundings } from './program.ts';

const powerShell = /^(?:.*\\)?powershell(?:\.exe)?$/i;
const commandPrompt = /^(?:.*\\)?cmd(?:\.exe)?$/i;

/** `-NoProfile -NonInteractive -Command "…"`: the switches before -Command make no difference here. */
function powerShellLine(line: string, around: Surroundings): Result {
  const [, quoted, plain] = /-Command\s+(?:"([^"]*)"|(.*))\s*$/i.exec(line) ?? [];
  const script = quoted ?? plain;
  return script === undefined ? ended(1) : runPowerShell(script, around);
}

/** `/c command`, where the command is PowerShell, and where its output goes. */
function commandLine(line: string, around: Surroundings): Result {
  const [, rest = ''] = /^\s*\/c\s+(.*)$/is.exec(line) ?? [];
  return redirected(rest, around, (command) => {
    const [, name = '', words = ''] = /^\s*(\S+)\s*(.*)$/s.exec(command) ?? [];
    return powerShell.test(name)
      ? powerShellLine(words, around)
      : ended(1, `'${name}' is not recognized as an internal or external command.\r\n`);
  });
}

/**
 * Runs a program of a Windows guest. Only cmd.exe redirects.
 *
 * @returns undefined where there is no such program
 */
export function runOnWindows(path: string, line: string, around: Surroundings): Result | undefined {
  if (!/^c:\\windows\\system32\\/i.test(path)) {
    return undefined;
  }
  if (powerShell.test(path)) {
    return powerShellLine(line, around);
  }
  return commandPrompt.test(path) ? commandLine(line, around) : undefined;
}
