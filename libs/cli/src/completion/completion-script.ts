import type { CompletionPlace } from './completion-words.js';

/** The shells that are completed. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A script that completes `gregor` in a shell, without starting it. */
export function completionScript(shell: Shell, places: readonly CompletionPlace[]): string {
  if (shell === 'fish') return fishScript(places);
  const bash = bashScript(places);
  // zsh runs completions of bash.
  return shell === 'zsh'
    ? `#compdef gregor\nautoload -U +X bashcompinit && bashcompinit\n${bash}`
    : bash;
}

function bashScript(places: readonly CompletionPlace[]): string {
  const cases = places.map(
    ({ path, words }) =>
      `    ${quoted(path)}) words=${quoted(words.map(({ word }) => word).join(' '))} ;;`,
  );
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `_gregor() {
  local word path='' next words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in ${paths.join('|')}) path="$next" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _gregor gregor
`;
}

function fishScript(places: readonly CompletionPlace[]): string {
  const lines = places.flatMap(({ path, words }) => {
    const when =
      path === ''
        ? '__fish_use_subcommand'
        : path
            .split(' ')
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join('; and ');
    return words.map(({ word, about }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
      return `complete -c gregor -n ${quoted(when)} ${what} -d ${quoted(about)}`;
    });
  });
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
