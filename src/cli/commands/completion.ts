import { completionFlag } from '../help/complete-words.ts';
import { defineCommand } from './define-command.ts';

const bash = `# vhv completion for bash: put 'source <(vhv completion bash)' into ~/.bashrc
_vhv() {
  local IFS=$'\\n'
  COMPREPLY=($(vhv ${completionFlag} "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null))
}
complete -o bashdefault -o default -F _vhv vhv
`;

const zsh = `#compdef vhv
# vhv completion for zsh: put 'source <(vhv completion zsh)' into ~/.zshrc, after compinit
_vhv() {
  local -a found
  found=("\${(@f)$(vhv ${completionFlag} "\${(@)words[1,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then
    compadd -a found
  else
    _default
  fi
}
compdef _vhv vhv
`;

const fish = `# vhv completion for fish: vhv completion fish > ~/.config/fish/completions/vhv.fish
function __vhv_complete
  set -l current (commandline -ct)
  set -l found (vhv ${completionFlag} (commandline -opc) "$current" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path "$current"
  end
end
complete -c vhv -f -a '(__vhv_complete)'
`;

const scripts = { bash, zsh, fish } as const;

const shells = Object.keys(scripts) as (keyof typeof scripts)[];

export const completionCommand = defineCommand({
  command: 'completion <shell>',
  describe: 'a script that lets a shell complete commands and options',
  builder: (yargs) =>
    yargs
      .positional('shell', { choices: shells, demandOption: true, describe: 'which shell' })
      .example('source <($0 completion bash)', 'in ~/.bashrc')
      .example('source <($0 completion zsh)', 'in ~/.zshrc')
      .example('$0 completion fish > ~/.config/fish/completions/vhv.fish', ''),
  handler: ({ io }, { shell }) => io.out(scripts[shell]),
});
