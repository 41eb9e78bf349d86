import { Argument, type Command } from 'commander';
import { completionScript, SHELLS, type Shell } from './completion-script.js';
import { completionPlaces } from './completion-words.js';

/** Adds `gregor completion`. */
export function addCompletionCommand(program: Command): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .description('print a script by which a shell completes the words of gregor')
    .addHelpText(
      'after',
      `
Examples:
  gregor completion bash > ~/.local/share/bash-completion/completions/gregor
  gregor completion zsh > "\${fpath[1]}/_gregor"
  gregor completion fish > ~/.config/fish/completions/gregor.fish`,
    )
    .action((shell: Shell) => {
      process.stdout.write(completionScript(shell, completionPlaces(program)));
    });
}
