import { ended, type Result, type Surroundings } from './program.ts';

type Instance = Readonly<Record<string, boolean>>;

/** Win32_Processor, as far as it tells of virtualization. */
function processor({ virtualizes }: Surroundings): Instance {
  return { VirtualizationFirmwareEnabled: virtualizes, VMMonitorModeExtensions: virtualizes };
}

const capital = (value: boolean) => (value ? 'True' : 'False');

/**
 * As much of PowerShell as it takes to ask for the processor: `$x = Get-CimInstance Win32_Processor …`, `$x | Format-List A, B`, and
 * `if ($x.A -and $x.B) { exit 0 } else { exit 3 }`. Whatever else stands in a script ends it with 1, as an error does under -Command.
 */
export function runPowerShell(script: string, around: Surroundings): Result {
  const variables = new Map<string, Instance>();
  let output = '';
  for (const statement of script.split(';').map((text) => text.trim())) {
    const assigned = /^\$(\w+)\s*=\s*Get-CimInstance\s+Win32_Processor\b[^;]*$/i.exec(statement);
    const listed = /^\$(\w+)\s*\|\s*Format-List\s+([\w\s,]+)$/i.exec(statement);
    const branch =
      /^if\s*\(([^)]*)\)\s*\{\s*exit\s+(\d+)\s*\}\s*else\s*\{\s*exit\s+(\d+)\s*\}$/i.exec(
        statement,
      );
    if (assigned) {
      variables.set(assigned[1] ?? '', processor(around));
    } else if (listed) {
      output += formatList(variables.get(listed[1] ?? ''), listed[2] ?? '');
    } else if (branch) {
      const [, condition = '', yes, no] = branch;
      return ended(Number(holds(condition, variables) ? yes : no), output);
    } else {
      return ended(1, `${output}The term '${statement}' is not recognized.\r\n`);
    }
  }
  return ended(0, output);
}

function formatList(instance: Instance | undefined, names: string): string {
  const lines = names
    .split(',')
    .map((name) => name.trim())
    .map((name) => `${name} : ${capital(instance?.[name] ?? false)}\r\n`);
  return `\r\n${lines.join('')}\r\n`;
}

function holds(condition: string, variables: ReadonlyMap<string, Instance>): boolean {
  return condition.split(/\s+-and\s+/i).every((term) => {
    const [, name = '', property = ''] = /^\s*\$(\w+)\.(\w+)\s*$/.exec(term) ?? [];
    return variables.get(name)?.[property] === true;
  });
}
